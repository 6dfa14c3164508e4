package dev.postern.smtp.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes xtext, in which the values of some parameters are written (RFC 3461 4): {@code +3D} is {@code =}. */
public final class Xtext {
    private Xtext() {}

    /**
     * Decodes to printable ASCII, with digits in upper case only, as the grammar has them; null if the text is malformed or holds
     * anything else.
     */
    public static String decode(String encoded) {
        ByteBuffer octets = octets(encoded, false);
        return octets != null && isPrintable(octets)
                ? StandardCharsets.US_ASCII.decode(octets).toString()
                : null;
    }

    /** Decodes to UTF-8, with digits in either case, as XCLIENT has them; null if the text is malformed or no UTF-8. */
    static String decodeUtf8(String encoded) {
        ByteBuffer octets = octets(encoded, true);
        try {
            return octets == null
                    ? null
                    : StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static ByteBuffer octets(String encoded, boolean lowerCase) {
        ByteBuffer octets = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            int octet = encoded.charAt(i);
            if (octet == '+' && i + 2 < encoded.length()) {
                octet = digit(encoded.charAt(++i), lowerCase) << 4 | digit(encoded.charAt(++i), lowerCase);
            } else if (octet == '+' || octet == '=' || octet < '!' || octet > '~') {
                return null;
            }
            if (octet < 0) {
                return null;
            }
            octets.put((byte) octet);
        }
        return octets.flip();
    }

    /** The value of a hexadecimal digit; negative for any other character. */
    private static int digit(char c, boolean lowerCase) {
        if (Ascii.isDigit(c)) {
            return c - '0';
        }
        char upper = lowerCase && c >= 'a' && c <= 'f' ? (char) (c - 'a' + 'A') : c;
        return upper >= 'A' && upper <= 'F' ? upper - 'A' + 10 : -1;
    }

    private static boolean isPrintable(ByteBuffer octets) {
        for (int i = 0; i < octets.limit(); i++) {
            // An octet above 0x7f is negative.
            if (octets.get(i) < ' ' || octets.get(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
