package dev.postern.launcher;

import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.StartNotes;
import dev.postern.launcher.config.ClusterSection;
import dev.postern.launcher.config.PluginDescriptors;
import dev.postern.launcher.config.PluginSections;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.options.SmtpOptions.Listener;
import dev.postern.smtp.options.SmtpOptions.TlsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What speaks against putting a setup on the Internet, as far as its configuration shows. */
final class Caveats {
    private static final long COMMAND_TIMEOUT = 5 * 60_000L;

    private final Setup setup;
    private final List<String> found = new ArrayList<>();

    Caveats(Setup setup) {
        this.setup = setup;
    }

    List<String> all() {
        if (setup.runs(Part.SMTP)) {
            name();
            tls();
            plugins();
            time();
        }
        if (ClusterSection.isEnabled(setup.configuration())) {
            found.add("the links between nodes are neither encrypted nor authenticated (cluster.insecure):"
                    + " keep their network to yourself");
        }
        return found;
    }

    private void name() {
        if (setup.smtp().hostname().equals("localhost")) {
            found.add("the server calls itself localhost (smtp.hostname)");
        }
    }

    private void tls() {
        if (setup.needsCertificate() && setup.certificates().selfSigned()) {
            found.add("the certificate is self-signed (tls.certificate, tls.key)");
        }
        for (Listener listener : setup.smtp().listeners()) {
            if (listener.tls() == TlsMode.NONE) {
                found.add(listener.name() + " has no TLS");
            }
            boolean logins = listener.login().auth() != SmtpOptions.Demand.NO;
            if (logins && listener.login().inClear()) {
                found.add(listener.name() + " takes passwords without TLS (auth-in-clear)");
            }
        }
    }

    private void plugins() {
        for (PluginDescriptor descriptor : PluginDescriptors.ALL) {
            if (setup.runs(new Part(descriptor.name()))) {
                found.addAll(notes(descriptor).caveats());
            }
        }
        if (!isSeenTo(StartNotes.Duty.CHECKS_SENDERS, true)) {
            String login = isSeenTo(StartNotes.Duty.KNOWS_LOGINS, false) ? "" : ", and nobody can log in";
            found.add("no plugin checks who sends: no SPF, DKIM, DMARC, block lists or rate limits" + login);
        }
    }

    /** Whether a group of a chain does this; {@code unknown} is said of groups without descriptor. */
    private boolean isSeenTo(StartNotes.Duty duty, boolean unknown) {
        return setup.smtp().groups().stream()
                .anyMatch(group -> PluginDescriptors.named(group)
                        .map(descriptor -> notes(descriptor).duties().contains(duty))
                        .orElse(unknown));
    }

    private StartNotes notes(PluginDescriptor descriptor) {
        return PluginSections.notes(setup.configuration(), descriptor);
    }

    /** What makes the server useless at once, whoever reaches it; null if nothing does. */
    static String failing(Setup setup) {
        if (ClusterSection.isEnabled(setup.configuration())) {
            return null;
        }
        if (!setup.runs(Part.SMTP)) {
            return "nobody can ask these plugins: there is no server in this process, and no cluster (--cluster)";
        }
        Set<String> groups = new TreeSet<>(setup.smtp().groups());
        groups.add(setup.smtp().policy().inboxes().local());
        groups.removeIf(group ->
                Part.plugins(setup.parts()).stream().anyMatch(part -> part.key().equals(group)));
        return groups.isEmpty()
                ? null
                : "nobody answers for " + String.join(", ", groups)
                        + ": not in this process, and there is no cluster. What they decide fails.";
    }

    private void time() {
        if (setup.smtp().timeouts().command() < COMMAND_TIMEOUT) {
            found.add("clients have less time for a command than RFC 5321 grants them (smtp.timeouts.command)");
        }
    }
}
