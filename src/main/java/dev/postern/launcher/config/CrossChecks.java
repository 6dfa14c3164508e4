package dev.postern.launcher.config;

import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.launcher.yaml.Origins;
import dev.postern.launcher.yaml.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        mixedRefusal();
        notifications();
        chains();
        certificate();
        plugins();
        cluster();
        ControlSection.check(all.getJsonObject("control", new JsonObject()), this::problem);
    }

    private void listeners() {
        JsonArray listeners = smtp().getJsonArray("listeners", new JsonArray());
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.getValue(i) instanceof JsonObject listener) {
                chainOf(listener, "smtp.listeners." + i);
                mayWork(listener, "smtp.listeners." + i);
            }
        }
    }

    private void mixedRefusal() {
        if ("bounce".equals(smtp().getString("mixed-refusal"))) {
            problem(
                    "smtp.mixed-refusal",
                    "bounce needs delivery status notifications, which are not there yet; expected reject");
        }
    }

    private void notifications() {
        String group = all.getJsonObject("inbox", new JsonObject()).getString("notifications");
        if (group != null) {
            problem(
                    "inbox.notifications",
                    "'" + group + "', but there are no delivery status notifications yet; expected nothing");
        }
    }

    private JsonObject smtp() {
        return all.getJsonObject("smtp", new JsonObject());
    }

    /** What would shut every client out. */
    private void mayWork(JsonObject listener, String path) {
        if ("lmtp".equals(listener.getString("protocol")) && Integer.valueOf(25).equals(listener.getInteger("port"))) {
            problem(path + ".port", "25 is for SMTP alone (RFC 2033 5); expected another for lmtp");
        }
        boolean withoutTls = "none".equals(listener.getString("tls"));
        if (withoutTls && listener.getBoolean("tls-required", false)) {
            problem(path + ".tls-required", "true where tls is none; expected starttls or implicit beside it");
        }
        if (withoutTls && !"no".equals(listener.getString("client-certificate", "no"))) {
            problem(
                    path + ".client-certificate",
                    "needs TLS, and tls is none; expected starttls or implicit beside it");
        }
        if (withoutTls
                && "required".equals(listener.getString("auth"))
                && !listener.getBoolean("auth-in-clear", false)) {
            problem(path + ".auth", "required where nobody can log in: there is no TLS, and auth-in-clear is false");
        }
    }

    private void chainOf(JsonObject listener, String path) {
        String chain = listener.getString("chain");
        JsonObject chains = all.getJsonObject("chains");
        if (chain != null && chains != null && !chains.containsKey(chain)) {
            problem(path + ".chain", "'" + chain + "' is no chain; " + Suggestions.hint(chain, chains.fieldNames()));
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
        if (!certificate && !tls.getJsonArray("certificates", new JsonArray()).isEmpty()) {
            problem(
                    "tls.certificates",
                    "given though tls.certificate is empty; expected that one first, for clients that ask for no name");
        }
    }

    /** A plugin's own rules, once each of its options can be read. */
    private void plugins() {
        for (PluginDescriptor descriptor : PluginDescriptors.ALL) {
            boolean sound = problems.stream()
                    .noneMatch(problem -> problem.isIn("plugins." + descriptor.name())
                            || problem.text().startsWith("plugins:"));
            if (sound) {
                JsonObject options = all.getJsonObject("plugins").getJsonObject(descriptor.name());
                descriptor
                        .checkOptions(new OptionValues(options))
                        .forEach(flaw -> problem(PluginSections.path(descriptor, flaw.key()), flaw.text()));
            }
        }
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
