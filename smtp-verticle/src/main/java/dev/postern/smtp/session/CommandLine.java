package dev.postern.smtp.session;

import dev.postern.contract.Reply;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Ascii;
import dev.postern.smtp.protocol.Line;

/**
 * A line of the client, taken apart as a command (RFC 5321 4.1.1).
 *
 * @param line as it came
 * @param command the one that it begins with, or null for a verb that the server does not know in the protocol spoken
 * @param verb all up to the first space, in upper case; empty if the line is empty or begins with a space
 * @param argument all behind the spaces after it, without the white space at its end, or null if nothing is left
 */
public record CommandLine(Line line, Command command, String verb, String argument) {
    /** Never fails: what is no command comes out as a verb that nobody knows. */
    public static CommandLine parse(Line line, SmtpOptions.Protocol spoken) {
        String text = line.text();
        int end = text.length();
        while (end > 0 && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        int space = text.indexOf(' ');
        boolean bare = space < 0 || space >= end;
        String verb = Ascii.upper(text.substring(0, bare ? end : space));
        Command named = Command.of(verb);
        Command command = named == null || named.isOf(spoken) ? named : null;
        return new CommandLine(line, command, verb, bare ? null : argument(text, space, end));
    }

    /**
     * The refusal of a client that may say nothing but QUIT. EHLO, HELO and LHLO get it without an enhanced status, whichever
     * protocol is spoken.
     */
    public Reply refusal(Reply reply) {
        return Command.reply(Command.of(verb), reply);
    }

    private static String argument(String text, int space, int end) {
        int start = space;
        while (text.charAt(start) == ' ') {
            start++;
        }
        return text.substring(start, end);
    }

    private static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
