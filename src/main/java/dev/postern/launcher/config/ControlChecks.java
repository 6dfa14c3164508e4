package dev.postern.launcher.config;

import dev.postern.contract.Network;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What does not go together in the section {@code control}.
 *
 * @param control a value that was wrong by itself is missing here, and skipped
 * @param problem takes the path of an option, and what is wrong with it
 */
record ControlChecks(JsonObject control, BiConsumer<String, String> problem) {
    private static final List<Network> LOOPBACK = List.of(Network.of("127.0.0.0/8"), Network.of("::1"));

    void run() {
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
