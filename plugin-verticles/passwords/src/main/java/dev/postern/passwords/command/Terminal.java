package dev.postern.launcher;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Whom a command talks to.
 *
 * @param out for what was asked for
 * @param err for what is wrong
 * @param in where a password comes from if there is no console
 */
record Terminal(PrintStream out, PrintStream err, InputStream in) {
    void say(String line) {
        out.println(line);
    }

    void complain(String what) {
        err.println("postern: " + what);
    }

    /**
     * Asks for a password twice, without showing it; reads one line where nobody can be asked.
     *
     * @throws IllegalArgumentException if there is none, or the two differ
     */
    String newPassword(String user) throws IOException {
        Console console = System.console();
        if (console == null || !isTerminal(console)) {
            return firstLine();
        }
        char[] password = console.readPassword("Password for %s: ", user);
        char[] again = password == null ? null : console.readPassword("The same again: ");
        if (again == null) {
            throw new IllegalArgumentException("no password was given");
        }
        if (!Arrays.equals(password, again)) {
            throw new IllegalArgumentException("the two passwords differ");
        }
        return String.valueOf(password);
    }

    private String firstLine() throws IOException {
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isEmpty()) {
            throw new IllegalArgumentException(
                    "no password on the standard input, expected one line; or start it in a terminal to be asked");
        }
        return line;
    }

    /** From Java 22 on there is a console also where nobody sits, and this says so. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
