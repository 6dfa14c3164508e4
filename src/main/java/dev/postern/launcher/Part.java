package dev.postern.launcher;

import dev.postern.access.Access;
import dev.postern.contract.Desk;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.Plugins;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.Nearest;
import dev.postern.launcher.config.Origin;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.config.Problem;
import dev.postern.launcher.config.SmtpSection;
import dev.postern.maildir.Maildir;
import dev.postern.maildir.MaildirOptions;
import dev.postern.passwords.Passwords;
import dev.postern.recipients.Recipients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can run in a process: the server, the plugins of this jar, and those that the configuration names by their class.
 *
 * @param key the name that {@code --deploy} uses; of a plugin, its group
 */
record Part(String key) {
    static final Part SMTP = new Part("smtp");
    static final Part RECIPIENTS = new Part(PluginSections.RECIPIENTS);
    static final Part MAILDIR = new Part(PluginSections.MAILDIR);
    static final Part PASSWORDS = new Part(PluginSections.PASSWORDS);
    static final Part ACCESS = new Part(PluginSections.ACCESS);

    /** They do nothing for a server that does not ask them, and one needs a file that is not there at first. */
    private static final Set<Part> ONLY_IN_A_CHAIN = Set.of(PASSWORDS, ACCESS);

    /** Starts the plugin on this node. */
    Future<Desk> deploy(Vertx vertx, Configuration configuration) {
        if (equals(RECIPIENTS)) {
            GroupOptions group = GroupOptions.eventLoop(key).withVersion(Version.POSTERN);
            return Plugins.deploy(vertx, group, Recipients.sharing(PluginSections.recipients(configuration)));
        }
        if (equals(MAILDIR)) {
            MaildirOptions options = PluginSections.maildir(configuration);
            GroupOptions group = GroupOptions.worker(key).withVersion(Version.POSTERN);
            return Plugins.deploy(vertx, group, () -> new Maildir(options));
        }
        if (equals(PASSWORDS)) {
            GroupOptions group = GroupOptions.worker(key).withVersion(Version.POSTERN);
            return Plugins.deploy(vertx, group, Passwords.sharing(PluginSections.passwords(configuration)));
        }
        if (equals(ACCESS)) {
            GroupOptions group = GroupOptions.eventLoop(key).withVersion(Version.POSTERN);
            return Plugins.deploy(vertx, group, Access.sharing(PluginSections.access(configuration)));
        }
        return OwnPlugin.of(configuration, key).deploy(vertx);
    }

    /** Everything that this configuration knows. */
    static List<Part> all(Configuration configuration) {
        Stream<Part> own = PluginSections.own(configuration).keySet().stream().map(Part::new);
        return Stream.concat(Stream.of(SMTP, RECIPIENTS, MAILDIR, PASSWORDS, ACCESS), own)
                .toList();
    }

    /** What is wrong with the names of {@code --deploy}: they are of nothing that this configuration knows. */
    static List<Problem> unknown(Set<String> names, Configuration configuration) {
        List<String> known = all(configuration).stream().map(Part::key).toList();
        return names.stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Problem(
                        new Origin("--deploy", 0),
                        "'" + name + "' is nothing that runs here; " + Nearest.hint(name, known)))
                .toList();
    }

    /** The parts with these names; without any name all that have something to do. */
    static Set<Part> of(Set<String> names, Configuration configuration) {
        Set<String> inChains = SmtpSection.groupsOfChains(configuration);
        return all(configuration).stream()
                .filter(part -> names.isEmpty()
                        ? !ONLY_IN_A_CHAIN.contains(part) || inChains.contains(part.key())
                        : names.contains(part.key()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The plugins among them. */
    static List<Part> plugins(Set<Part> parts) {
        return parts.stream().filter(part -> !part.equals(SMTP)).toList();
    }
}
