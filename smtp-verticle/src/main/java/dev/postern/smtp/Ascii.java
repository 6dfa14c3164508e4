package dev.postern.smtp;

/**
 * What SMTP means by letters and by "in any case": ASCII alone (RFC 5321 2.4). The case mapping of Unicode would let
 * {@code RſET} pass for {@code RSET}.
 */
final class Ascii {
    private Ascii() {}

    static boolean isLetterOrDigit(int c) {
        return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** The text with a to z in upper case and everything else as it is. */
    static String upper(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            result.append(upper(text.charAt(i)));
        }
        return result.toString();
    }

    /** Whether the text holds the prefix at this index, in any case. */
    static boolean startsWith(String text, int at, String prefix) {
        if (text.length() - at < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (upper(text.charAt(at + i)) != upper(prefix.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** How many octets of UTF-8 the characters from {@code from} to {@code to} (exclusive) take. */
    static int octets(String text, int from, int to) {
        int octets = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair stands for two of its four octets.
            octets += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return octets;
    }

    /** The beginning of a text that takes no more than this many octets of UTF-8. */
    static String cut(String text, int limit) {
        int end = text.length();
        while (octets(text, 0, end) > limit) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }

    private static char upper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
    }
}
