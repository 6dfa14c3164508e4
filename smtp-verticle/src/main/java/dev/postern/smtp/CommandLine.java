package dev.postern.smtp;

/**
 * A command line taken apart (RFC 5321 4.1.1).
 *
 * @param verb all up to the first space, in upper case; empty if the line is empty or begins with a space
 * @param argument all behind the first space, without the white space at its end, or null if nothing is left
 */
record CommandLine(String verb, String argument) {
    /** Never fails: what is no command comes out as a verb that nobody knows. */
    static CommandLine parse(String line) {
        int end = line.length();
        while (end > 0 && isWhiteSpace(line.charAt(end - 1))) {
            end--;
        }
        int space = line.indexOf(' ');
        return space < 0 || space >= end
                ? new CommandLine(Ascii.upper(line.substring(0, end)), null)
                : new CommandLine(Ascii.upper(line.substring(0, space)), line.substring(space + 1, end));
    }

    private static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
