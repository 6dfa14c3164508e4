package dev.postern.contract.options;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;

/** A command that a plugin adds to {@code java -jar postern.jar}: it works on what the plugin keeps, whether a server runs or not. */
public interface PluginCommand {
    /**
     * The word that calls it, of lower-case letters, digits and {@code -}, a letter first. A word that the server or an earlier
     * plugin of the class path has is theirs.
     */
    String name();

    /** How it is called, in one line that begins with its name: {@code user add|remove|list [--help] [NAME]}. */
    String synopsis();

    /** What it does, in one sentence. */
    String help();

    /**
     * Does it; may block.
     *
     * @return the exit code: 0 done, 2 something to mend has been named, 1 anything else
     */
    int run(Call call);

    /**
     * One call.
     *
     * @param arguments the words behind the name, {@code --help} too; {@code --conf} and {@code --set} are taken out
     * @param streams whom it talks to
     * @param options reads the configuration, and gives the plugin's options; if they are wrong it throws what ends the command
     *     with a message for the operator
     */
    record Call(List<String> arguments, Streams streams, Supplier<OptionValues> options) {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * Where it reads and writes.
     *
     * @param out for what was asked for
     * @param err for what is wrong
     * @param in what was typed or piped
     */
    record Streams(PrintStream out, PrintStream err, InputStream in) {}
}
