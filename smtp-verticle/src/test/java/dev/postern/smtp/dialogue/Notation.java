package dev.postern.smtp.dialogue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a {@link DialogueFile} writes down what cannot be read, or is too long to be. */
final class Notation {
    private static final Pattern OCTET = Pattern.compile("\\\\x\\p{XDigit}{2}|\\\\.|[^\\\\]+");
    private static final Pattern ENCODED = Pattern.compile("base64\\((.*)\\)$");
    private static final Pattern LINES = Pattern.compile("(\\d+) lines? of (\\d+) octets");
    private static final Pattern TIME = Pattern.compile("\\((\\d+) (second|minute)s? (?:pass|passes)\\)");
    private static final String LINE_END = "\r\n";

    private Notation() {}

    /** Characters and escapes: {@code \r}, {@code \n}, {@code \t}, {@code \x41} for any octet, and a backslash before itself. */
    static byte[] octets(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Matcher matcher = OCTET.matcher(text);
        while (matcher.find()) {
            String found = matcher.group();
            if (found.startsWith("\\x")) {
                octets.write(Integer.parseInt(found.substring(2), 16));
            } else {
                octets.writeBytes(found.translateEscapes().getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toByteArray();
    }

    /** Hexadecimal digits, two for an octet; blanks are for the reader. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** A line as it is said: what stands in {@code base64(...)} at its end is encoded, with the escapes of octets. */
    static String line(String text) {
        return ENCODED.matcher(text).replaceFirst(found -> Base64.getEncoder().encodeToString(octets(found.group(1))));
    }

    /** As in {@code 3 lines of 998 octets}, their CR LF included. */
    static byte[] lines(String text) {
        Matcher matcher = LINES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "', expected as in: 3 lines of 998 octets");
        }
        String line = "x".repeat(Integer.parseInt(matcher.group(2)) - LINE_END.length()) + LINE_END;
        return String.join("", Collections.nCopies(Integer.parseInt(matcher.group(1)), line))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Milliseconds, as in {@code (5 minutes pass)}; negative if it is no time. */
    static long time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        return Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("minute") ? 60_000 : 1_000);
    }
}
