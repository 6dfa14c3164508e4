package dev.postern.passwords.command;

import dev.postern.contract.options.PluginCommand;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Whom the command talks to; a password comes from the standard input if there is no console.
 *
 * @param json whether a program reads what is said: one object, on the standard output
 */
record Terminal(PluginCommand.Streams streams, boolean json) {
    /**
     * Says what came of a command.
     *
     * @param text for people; nothing is said if it is empty
     */
    void report(JsonObject result, String text) {
        if (json) {
            streams.out().println(result.encodePrettily());
        } else if (!text.isEmpty()) {
            streams.out().println(text);
        }
    }

    void complain(String what) {
        if (json) {
            streams.out().println(new JsonObject().put("error", what).encodePrettily());
        } else {
            streams.err().println("postern: " + what);
        }
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
        String line = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8)).readLine();
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
