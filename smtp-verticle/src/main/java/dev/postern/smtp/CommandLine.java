package dev.postern.smtp;

/**
 * A command line taken apart (RFC 5321 4.1.1).
 *
 * @param verb all up to the first space, in upper case; empty if the line is empty or begins with a space
 * @param argument all behind the spaces after it, without the white space at its end, or null if nothing is left
 */
record CommandLine(String verb, String argument) {
    /** Never fails: what is no command comes out as a verb that nobody knows. */
    static CommandLine parse(String line) {
        int end = line.length();
        while (end > 0 && isWhiteSpace(line.charAt(end - 1))) {
            end--;
        }
        int space = line.indexOf(' ');
        if (space < 0 || space >= end) {
            return new CommandLine(Ascii.upper(line.substring(0, end)), null);
        }
        int start = space;
        while (line.charAt(start) == ' ') {
            start++;
        }
        return new CommandLine(Ascii.upper(line.substring(0, space)), line.substring(start, end));
    }

    private static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
