package dev.postern.smtp.protocol;

/**
 * Letters, digits and case as SMTP has them: ASCII only (RFC 5321 2.4). With the case mapping of Unicode {@code RſET} would be
 * {@code RSET}.
 */
public final class Ascii {
    private Ascii() {}

    public static boolean isLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The text with a to z in upper case and everything else as it is. */
    public static String upper(String text) {
        char[] upper = text.toCharArray();
        for (int i = 0; i < upper.length; i++) {
            if (upper[i] >= 'a' && upper[i] <= 'z') {
                upper[i] = (char) (upper[i] - 'a' + 'A');
            }
        }
        return new String(upper);
    }

    /** Whether the text holds the prefix at this index, in any case. */
    static boolean startsWith(String text, int at, String prefix) {
        int end = at + prefix.length();
        return end <= text.length() && upper(text.substring(at, end)).equals(upper(prefix));
    }

    /** How many octets of UTF-8 the characters from {@code from} to {@code to} (exclusive) take. */
    public static int octets(String text, int from, int to) {
        int octets = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair stands for two of its four octets.
            octets += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return octets;
    }

    /** Shortens a text to at most this many octets of UTF-8. */
    public static String cut(String text, int limit) {
        int end = text.length();
        while (octets(text, 0, end) > limit) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }
}
