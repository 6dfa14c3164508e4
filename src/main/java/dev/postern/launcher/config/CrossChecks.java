package dev.postern.launcher.config;

import dev.postern.recipients.RecipientsOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What no single value shows: options that do not go together. A value that was wrong by itself is missing here, and skipped. */
final class CrossChecks {
    private final JsonObject all;
    private final Origins origins;
    private final List<Problem> problems;

    CrossChecks(JsonObject all, Origins origins, List<Problem> problems) {
        this.all = all;
        this.origins = origins;
        this.problems = problems;
    }

    void run() {
        listeners();
        chains();
        certificate();
        recipients();
        cluster();
    }

    private void listeners() {
        JsonObject smtp = all.getJsonObject("smtp", new JsonObject());
        JsonArray listeners = smtp.getJsonArray("listeners", new JsonArray());
        Map<String, Integer> taken = new HashMap<>();
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.getValue(i) instanceof JsonObject listener) {
                String path = "smtp.listeners." + i;
                chainOf(listener, path);
                duplicate(
                        listener,
                        path,
                        taken.putIfAbsent(listener.getValue("host") + " " + listener.getValue("port"), i));
            }
        }
    }

    private void chainOf(JsonObject listener, String path) {
        String chain = listener.getString("chain");
        JsonObject chains = all.getJsonObject("chains");
        if (chain != null && chains != null && !chains.containsKey(chain)) {
            String meant = Nearest.to(chain, chains.fieldNames())
                    .map(near -> "did you mean " + near + "?")
                    .orElse("expected one of chains: " + String.join(", ", chains.fieldNames()));
            problem(path + ".chain", "'" + chain + "' is no chain; " + meant);
        }
    }

    private void duplicate(JsonObject listener, String path, Integer earlier) {
        Integer port = listener.getInteger("port");
        if (earlier != null && listener.getString("host") != null && port != null && port != 0) {
            problem(
                    path + ".port",
                    port + " of " + listener.getString("host") + " is taken by smtp.listeners." + earlier
                            + ", expected another port");
        }
    }

    private void chains() {
        JsonObject chains = all.getJsonObject("chains");
        for (String name : chains == null ? List.<String>of() : List.copyOf(chains.fieldNames())) {
            Map<String, Integer> seen = new HashMap<>();
            JsonArray links = chains.getJsonArray(name);
            for (int i = 0; links != null && i < links.size(); i++) {
                String group = links.getValue(i) instanceof JsonObject link ? link.getString("group") : null;
                Integer earlier = group == null ? null : seen.putIfAbsent(group, i);
                if (earlier != null) {
                    String path = "chains." + name + "." + i + ".group";
                    problem(
                            path,
                            "'" + group + "' is in this chain already, at " + earlier + "; expected each group once");
                }
            }
        }
    }

    private void certificate() {
        JsonObject tls = all.getJsonObject("tls");
        if (tls == null) {
            return;
        }
        boolean certificate = tls.getString("certificate") != null;
        if (certificate != (tls.getString("key") != null)) {
            String given = certificate ? "tls.certificate" : "tls.key";
            String missing = certificate ? "key" : "certificate";
            String text = "empty though " + given + " is set; expected both or neither";
            problems.add(new Problem(origins.of(given), "tls." + missing + ": " + text));
        }
    }

    /** The plugin's own rules, one value at a time, so that each complaint has its place. */
    private void recipients() {
        JsonObject plugins = all.getJsonObject("plugins", new JsonObject());
        JsonObject recipients = plugins.getJsonObject("recipients", new JsonObject());
        List<String> domains = texts(recipients.getJsonArray("domains"));
        List<String> addresses = texts(recipients.getJsonArray("addresses"));
        boolean usable = domains.size()
                        == recipients.getJsonArray("domains", new JsonArray()).size()
                && recipients.containsKey("domains");
        for (int i = 0; i < domains.size(); i++) {
            usable &= accepted("plugins.recipients.domains." + i, List.of(domains.get(i)), List.of());
        }
        for (int i = 0; usable && i < addresses.size(); i++) {
            accepted("plugins.recipients.addresses." + i, domains, List.of(addresses.get(i)));
        }
    }

    private boolean accepted(String path, List<String> domains, List<String> addresses) {
        try {
            return new RecipientsOptions(domains, addresses).addresses().size() == addresses.size();
        } catch (IllegalArgumentException e) {
            problem(path, e.getMessage());
            return false;
        }
    }

    private static List<String> texts(JsonArray array) {
        return array == null
                ? List.of()
                : array.stream().filter(Objects::nonNull).map(String::valueOf).toList();
    }

    private void cluster() {
        JsonObject cluster = all.getJsonObject("cluster");
        if (cluster != null && cluster.getBoolean("enabled", false) && !cluster.getBoolean("insecure", false)) {
            problem(
                    "cluster.enabled",
                    "the links between nodes are not encrypted yet; expected cluster.insecure=true beside it, on a network that nobody else reaches");
        }
    }

    private void problem(String path, String text) {
        problems.add(new Problem(origins.of(path), path + ": " + text));
    }
}
