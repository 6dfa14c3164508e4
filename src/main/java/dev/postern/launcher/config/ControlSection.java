package dev.postern.launcher.config;

import static dev.postern.contract.options.Option.optional;

import dev.postern.contract.Network;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.OptionValues;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The section {@code control}.
 *
 * @param socket whether there is a unix socket
 * @param host the address for TCP; null: it is not there by TCP
 * @param port 0 for a free one
 * @param tls whether TCP has TLS
 * @param token null if it is in a file
 * @param tokenFile null if there is none
 */
public record ControlSection(boolean socket, String host, int port, boolean tls, String token, Path tokenFile) {
    private static final List<Network> LOOPBACK = List.of(Network.of("127.0.0.0/8"), Network.of("::1"));
    private static final String KEY = "control";
    private static final Option<Boolean> SOCKET = Option.of(
            "socket", Kind.flag(), true, "a unix socket in <node.data>/control, for the user who runs this process");
    private static final Option<String> HOST =
            optional("host", Kinds.HOST, "the address to bind for TCP; empty: it is not there by TCP");
    private static final Option<Integer> PORT = Option.of("port", Kinds.PORT, 9465, "the port; 0 takes a free one");
    private static final Option<Boolean> TLS = Option.of(
            "tls",
            Kind.flag(),
            true,
            "whether TCP has TLS, with the certificate of tls; only 127.0.0.1 and the like may do without");
    private static final Option<String> TOKEN =
            optional("token", Kind.text(), "what callers by TCP have to show, 16 characters or more");
    private static final Option<Path> TOKEN_FILE = optional(
            "token-file", Kind.path(), "the file whose first line is the token, instead of token; read at the start");

    static Option<?> option() {
        return Option.section(
                KEY, "how this process is asked and told while it runs", SOCKET, HOST, PORT, TLS, TOKEN, TOKEN_FILE);
    }

    /** Of a configuration in which nothing is wrong with this section. */
    public static ControlSection of(Configuration configuration) {
        OptionValues control = new OptionValues(configuration.section(KEY));
        return new ControlSection(
                control.get(SOCKET),
                control.find(HOST).orElse(null),
                control.get(PORT),
                control.get(TLS),
                control.find(TOKEN).orElse(null),
                control.find(TOKEN_FILE).orElse(null));
    }

    /** Whether it is there by TCP. */
    public boolean hasTcp() {
        return host != null;
    }

    public boolean usesTls() {
        return hasTcp() && tls;
    }

    /**
     * What does not go together in the section.
     *
     * @param control a value that was wrong by itself is missing here, and skipped
     * @param problem takes the path of an option, and what is wrong with it
     */
    static void check(JsonObject control, BiConsumer<String, String> problem) {
        String host = control.getString("host");
        if (host == null) {
            return;
        }
        boolean token = control.getString("token") != null;
        boolean file = control.getString("token-file") != null;
        if (token == file) {
            String found = token
                    ? "given beside control.token-file"
                    : "empty, as control.token-file is, though control.host is set";
            problem.accept("control.token", found + "; expected one of the two");
        }
        if (!control.getBoolean("tls", true) && !isLoopback(host)) {
            problem.accept(
                    "control.tls",
                    "false where control.host is " + host
                            + ": whoever is on the way could read the token; expected true, or 127.0.0.1");
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || Network.anyContains(LOOPBACK, host);
    }
}
