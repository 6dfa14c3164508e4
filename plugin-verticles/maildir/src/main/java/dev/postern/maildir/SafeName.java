package dev.postern.maildir;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of files that come from addresses. Whatever the text is, its name is one plain name within a folder, and two texts do
 * not get the same one.
 */
final class SafeName {
    /** What file systems take, in octets. */
    static final int LIMIT = 255;

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789._+=-";
    private static final int HASH_DIGITS = 32;
    private static final Charset NATIVE =
            Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

    private SafeName() {}

    /**
     * Letters, digits and {@code ._+=-} stand for themselves, every other octet of the text's UTF-8 form becomes {@code %XX},
     * as does a dot at the beginning. A name that is too long is cut, and {@code ~} and a hash of the whole follow. The empty
     * text is {@code %}.
     *
     * @param text in lower case
     * @param limit the most octets of the name
     */
    static String of(String text, int limit) {
        if (text.isEmpty()) {
            return "%";
        }
        if (isPlain(text) && text.length() <= limit) {
            return text;
        }
        StringBuilder name = new StringBuilder(text.length());
        int octets = 0;
        int cut = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            String sign = sign(text.codePointAt(i), i == 0);
            octets += sign.getBytes(StandardCharsets.UTF_8).length;
            name.append(sign);
            if (octets < limit - HASH_DIGITS) {
                cut = name.length();
            }
        }
        return octets <= limit ? name.toString() : name.substring(0, cut) + "~" + hash(text, HASH_DIGITS);
    }

    /** Whether every character stands for itself, as in most addresses. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (PLAIN.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return text.charAt(0) != '.';
    }

    /** The first hexadecimal digits of the text's SHA-256. */
    static String hash(String text, int digits) {
        try {
            byte[] octets = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(octets).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String sign(int point, boolean first) {
        String plain = Character.toString(point);
        boolean safe = point < 0x80 ? PLAIN.indexOf(point) >= 0 : Character.isLetter(point) && isNative(plain);
        if (safe && !(first && point == '.')) {
            return plain;
        }
        StringBuilder escaped = new StringBuilder();
        for (byte octet : plain.getBytes(StandardCharsets.UTF_8)) {
            escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
        }
        return escaped.toString();
    }

    /** In the locale "C" Java cannot name a file outside of ASCII. */
    private static boolean isNative(String letter) {
        return NATIVE.newEncoder().canEncode(letter);
    }
}
