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

/** Waits for the groups before a port opens: for required ones as long as it takes, for the others a few seconds. */
final class ReadinessGate {
    private static final Logger LOG = LoggerFactory.getLogger(ReadinessGate.class);
    private static final long LIMIT = 5_000;
    private static final long LOOK = 20;

    private final SmtpOptions options;
    private final PluginRegistry roster;
    private final Clock clock;
    private final boolean speaks;

    /** @param speaks whether it logs what it waits for: all instances of a node wait for the same */
    ReadinessGate(SmtpOptions options, PluginRegistry roster, Clock clock, boolean speaks) {
        this.options = options;
        this.roster = roster;
        this.clock = clock;
        this.speaks = speaks;
    }

    /** Asks who is there; completes once nobody is missing who is waited for. */
    Future<Void> gather(Vertx vertx, Node node) {
        Promise<Void> gathered = Promise.promise();
        Set<String> required = groups(true);
        Set<String> all = groups(false);
        long limit = clock.now() + LIMIT;
        long[] complaint = {limit};
        node.announce(GroupManifest.who());
        vertx.setPeriodic(1, LOOK, timer -> {
            boolean late = clock.now() >= limit;
            if (roster.missing(late ? required : all).isEmpty()) {
                vertx.cancelTimer(timer);
                warnOfMissing(roster.missing(all));
                gathered.complete();
            } else if (clock.now() >= complaint[0] && speaks) {
                complaint[0] += LIMIT;
                LOG.warn("the ports stay closed: required groups {} are missing", roster.missing(required));
            }
        });
        return gathered.future();
    }

    private void warnOfMissing(Set<String> missing) {
        if (!missing.isEmpty() && speaks) {
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
            names.addAll(options.policy().inboxes().takers());
        }
        return names;
    }
}
