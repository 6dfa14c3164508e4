package dev.postern.launcher;

import dev.postern.launcher.cluster.OwnAddress;
import dev.postern.launcher.config.ClusterSection;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginDescriptors;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.plugins.OwnObserver;
import dev.postern.smtp.options.SmtpOptions.TlsMode;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the operator reads once everything runs: where, whereto, how to try it, and what is missing for the Internet. */
final class Welcome {
    private final PosternNode node;
    private final Setup setup;
    private final Configuration configuration;

    Welcome(PosternNode node) {
        this.node = node;
        this.setup = node.setup();
        this.configuration = setup.configuration();
    }

    /** The whole text. */
    String text() {
        StringBuilder text = new StringBuilder("\n" + headline() + "\n\n");
        row(text, "listens on", listeners());
        row(text, "decided by", groups());
        row(text, "mail goes to", inbox());
        row(text, "answers as", answers());
        row(text, "observed by", observers());
        row(text, "cluster", cluster());
        row(text, "metrics", metrics());
        String failing = Caveats.failing(setup);
        if (failing != null) {
            text.append("\nWarning: ").append(failing).append('\n');
        } else if (setup.runs(Part.SMTP)) {
            text.append("\nTry it:\n\n").append(trial());
        }
        List<String> caveats = new Caveats(setup).all();
        if (!caveats.isEmpty()) {
            text.append("\nNot safe for the Internet yet:\n\n");
            caveats.forEach(caveat -> text.append("  - ").append(caveat).append('\n'));
        }
        return text.append("\nCtrl-C stops it.\n").toString();
    }

    /** The same for a log: the headline, where it listens, where its numbers are, and what is missing. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(headline());
        if (!listeners().isEmpty()) {
            lines.add("listens on " + listeners());
        }
        if (!metrics().isEmpty()) {
            lines.add("metrics at " + metrics());
        }
        String failing = Caveats.failing(setup);
        if (failing != null) {
            lines.add("warning: " + failing);
        }
        new Caveats(setup).all().forEach(caveat -> lines.add("not safe for the Internet: " + caveat));
        return lines;
    }

    private String headline() {
        return "Postern " + Version.POSTERN + " is ready after " + sinceStart() + ".";
    }

    private static String sinceStart() {
        return String.format(
                Locale.ROOT,
                "%.1f s",
                Duration.between(Main.STARTED, Instant.now()).toMillis() / 1000.0);
    }

    private static void row(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(String.format("  %-13s %s%n", name, value));
        }
    }

    private String listeners() {
        List<String> names = new ArrayList<>();
        List<SocketAddress> addresses = node.addresses();
        for (int i = 0; i < addresses.size(); i++) {
            TlsMode tls = setup.smtp().listeners().get(i).tls();
            names.add(name(addresses.get(i)) + " (" + described(tls) + ")");
        }
        return String.join(", ", names);
    }

    private static String described(TlsMode tls) {
        return switch (tls) {
            case NONE -> "no TLS";
            case STARTTLS -> "STARTTLS";
            case IMPLICIT -> "TLS from the first octet";
        };
    }

    private String groups() {
        if (!setup.runs(Part.SMTP)) {
            return "";
        }
        Set<String> groups = setup.smtp().groups();
        return groups.isEmpty() ? "nobody: no group is in the chain" : here(groups);
    }

    private String inbox() {
        if (!setup.runs(Part.SMTP)) {
            return "";
        }
        String inbox = setup.smtp().policy().inboxes().local();
        return PluginDescriptors.named(inbox)
                .filter(descriptor -> setup.runs(new Part(inbox)))
                .flatMap(descriptor ->
                        PluginSections.notes(configuration, descriptor).destination())
                .map(place -> place + " (" + inbox + ")")
                .orElseGet(() -> here(Set.of(inbox)));
    }

    private String here(Set<String> groups) {
        Set<String> local = Part.plugins(setup.parts()).stream().map(Part::key).collect(Collectors.toSet());
        String elsewhere =
                ClusterSection.isEnabled(configuration) ? " (on another node)" : " (nobody: not here, and no cluster)";
        return groups.stream()
                .map(group -> local.contains(group) ? group : group + elsewhere)
                .collect(Collectors.joining(", "));
    }

    private String answers() {
        return setup.runs(Part.SMTP)
                ? ""
                : Part.plugins(setup.parts()).stream().map(Part::key).collect(Collectors.joining(", "));
    }

    private String observers() {
        return OwnObserver.all(configuration).stream().map(OwnObserver::name).collect(Collectors.joining(", "));
    }

    private String cluster() {
        if (!ClusterSection.isEnabled(configuration)) {
            return "";
        }
        ClusterSection cluster = ClusterSection.of(configuration);
        return "'" + cluster.name() + "', this node at "
                + OwnAddress.of(cluster).orElse("?") + ", members " + String.join(", ", cluster.members());
    }

    private String metrics() {
        String host = configuration.section("metrics").getString("host");
        return node.metricsPort()
                .map(port -> "http://" + host + ":" + port + "/metrics")
                .orElse("");
    }

    private String trial() {
        List<SocketAddress> addresses = node.addresses();
        if (addresses.isEmpty()) {
            return "";
        }
        boolean implicit = setup.smtp().listeners().get(0).tls() == TlsMode.IMPLICIT;
        String to = recipient();
        String server = name(addresses.get(0));
        return "  swaks --server " + server + (implicit ? " --tls-on-connect" : "") + " --from me@example.org --to "
                + to
                + "\n  curl " + (implicit ? "-k smtps://" : "smtp://") + server
                + " --mail-from me@example.org --mail-rcpt "
                + to + " -T <(printf 'Subject: hi\\r\\n\\r\\nhello\\r\\n')\n";
    }

    /** Somebody who gets mail here. */
    private String recipient() {
        return PluginDescriptors.ALL.stream()
                .flatMap(descriptor -> PluginSections.notes(configuration, descriptor).recipient().stream())
                .findFirst()
                .orElseGet(() -> "postmaster@" + setup.smtp().hostname());
    }

    private static String name(SocketAddress address) {
        String host = address.host();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.port();
    }
}
