package dev.postern.launcher;

import dev.postern.contract.Desk;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.Plugins;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginSections;
import dev.postern.maildir.Maildir;
import dev.postern.maildir.MaildirOptions;
import dev.postern.recipients.Recipients;
import dev.postern.recipients.RecipientsOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can run in a process, by the name that {@code --deploy} uses. */
enum Part {
    SMTP {
        @Override
        Future<Desk> deploy(Vertx vertx, Configuration configuration) {
            throw new IllegalStateException("smtp is a server, not a plugin");
        }
    },
    RECIPIENTS {
        @Override
        Future<Desk> deploy(Vertx vertx, Configuration configuration) {
            RecipientsOptions options = PluginSections.recipients(configuration);
            GroupOptions group = GroupOptions.eventLoop(key()).withVersion(Version.POSTERN);
            return Plugins.deploy(vertx, group, () -> new Recipients(options));
        }
    },
    MAILDIR {
        @Override
        Future<Desk> deploy(Vertx vertx, Configuration configuration) {
            MaildirOptions options = PluginSections.maildir(configuration);
            GroupOptions group = GroupOptions.worker(key()).withVersion(Version.POSTERN);
            return Plugins.deploy(vertx, group, () -> new Maildir(options));
        }
    };

    /** Starts the plugin on this node. */
    abstract Future<Desk> deploy(Vertx vertx, Configuration configuration);

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The parts with these names; all if there are none.
     *
     * @throws StartException if a name is unknown
     */
    static Set<Part> of(Set<String> names) {
        List<String> known = Arrays.stream(values()).map(Part::key).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new StartException("--deploy: '" + name + "' is nothing that runs here, expected some of "
                        + String.join(",", known));
            }
        }
        Set<Part> parts = EnumSet.allOf(Part.class);
        parts.removeIf(part -> !names.isEmpty() && !names.contains(part.key()));
        return parts;
    }

    /** The plugins among them. */
    static List<Part> plugins(Set<Part> parts) {
        return parts.stream().filter(part -> part != SMTP).toList();
    }
}
