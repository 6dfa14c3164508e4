package dev.postern.launcher;

import dev.postern.contract.Desk;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.Plugins;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginSections;
import dev.postern.maildir.Maildir;
import dev.postern.maildir.MaildirOptions;
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
        return OwnPlugin.of(configuration, key).deploy(vertx);
    }

    /** Everything that this configuration knows. */
    static List<Part> all(Configuration configuration) {
        Stream<Part> own = PluginSections.own(configuration).keySet().stream().map(Part::new);
        return Stream.concat(Stream.of(SMTP, RECIPIENTS, MAILDIR), own).toList();
    }

    /**
     * The parts with these names; all if there are none.
     *
     * @throws StartException if a name is unknown
     */
    static Set<Part> of(Set<String> names, Configuration configuration) {
        List<Part> all = all(configuration);
        List<String> known = all.stream().map(Part::key).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new StartException("--deploy: '" + name + "' is nothing that runs here, expected some of "
                        + String.join(",", known));
            }
        }
        return all.stream()
                .filter(part -> names.isEmpty() || names.contains(part.key()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The plugins among them. */
    static List<Part> plugins(Set<Part> parts) {
        return parts.stream().filter(part -> !part.equals(SMTP)).toList();
    }
}
