package dev.postern.smtp;

/** The encoding of what cannot stand in a parameter as it is (RFC 3461 4): {@code +3D} is {@code =}. */
final class Xtext {
    private Xtext() {}

    /** What was encoded, or null if that is not printable ASCII alone, or the encoding is malformed. */
    static String decode(String encoded) {
        StringBuilder text = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '+' && i + 2 < encoded.length()) {
                c = (char) (digit(encoded.charAt(++i)) << 4 | digit(encoded.charAt(++i)));
            } else if (c == '+' || c == '=' || c == ' ') {
                return null;
            }
            if (c < ' ' || c > '~') {
                return null;
            }
            text.append(c);
        }
        return text.toString();
    }

    /** Of a hexadecimal digit, in upper case as the grammar wants it; what makes no ASCII of any other character. */
    private static int digit(char c) {
        return Ascii.isDigit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 0xfff;
    }
}
