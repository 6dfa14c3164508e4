package dev.postern.smtp.server;

import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.PluginRegistry;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the groups before the ports open: for required ones without a limit, for the others five seconds. */
final class ReadinessGate {
    private static final Logger LOG = LoggerFactory.getLogger(ReadinessGate.class);
    private static final long TIMEOUT = 5_000;
    private static final long POLL_INTERVAL = 20;

    private final SmtpOptions options;
    private final PluginRegistry registry;
    private final Clock clock;
    private final boolean logs;

    /** @param logs whether missing groups are logged: one instance of a node does so for all */
    ReadinessGate(SmtpOptions options, PluginRegistry registry, Clock clock, boolean logs) {
        this.options = options;
        this.registry = registry;
        this.clock = clock;
        this.logs = logs;
    }

    /** Asks all groups to announce themselves; completes once none is missing that is waited for. */
    Future<Void> await(Vertx vertx, Node node) {
        Promise<Void> ready = Promise.promise();
        Set<String> required = groups(true);
        Set<String> all = groups(false);
        long deadline = clock.now() + TIMEOUT;
        long[] nextWarning = {deadline};
        node.announce(GroupManifest.who());
        vertx.setPeriodic(1, POLL_INTERVAL, timer -> {
            boolean late = clock.now() >= deadline;
            if (registry.missing(late ? required : all).isEmpty()) {
                vertx.cancelTimer(timer);
                warnOfMissing(registry.missing(all));
                ready.complete();
            } else if (clock.now() >= nextWarning[0] && logs) {
                nextWarning[0] += TIMEOUT;
                LOG.warn("the ports stay closed: required groups {} are missing", registry.missing(required));
            }
        });
        return ready.future();
    }

    private void warnOfMissing(Set<String> missing) {
        if (!missing.isEmpty() && logs) {
            LOG.warn("groups {} were not seen yet: what they should decide fails until they come", missing);
        }
    }

    private Set<String> groups(boolean required) {
        Set<String> names = new LinkedHashSet<>();
        for (SmtpOptions.Listener listener : options.listeners()) {
            for (ChainLink link : options.policy().chains().get(listener.chain())) {
                if (!required || link.role().required()) {
                    names.add(link.group());
                }
            }
        }
        if (!required) {
            names.addAll(options.policy().inboxes().groups());
        }
        return names;
    }
}
