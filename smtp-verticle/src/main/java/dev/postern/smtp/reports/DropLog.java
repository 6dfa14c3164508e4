package dev.postern.smtp.reports;

import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the reports that observers on other nodes did not get, and logs it, once a minute for each node. Safe to use from any
 * thread.
 */
final class DropLog {
    private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);
    private static final long QUIET = 60_000;

    private final Clock clock;
    private final ServerMetrics meters;
    private final Map<String, Loss> losses = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();

    /** What is to be logged of one node; {@code logged} is used by {@link #report} alone. */
    private static final class Loss {
        private final AtomicLong facts = new AtomicLong();
        private long logged = Long.MIN_VALUE;
    }

    DropLog(Clock clock, ServerMetrics meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** Reports that were lost on the way to any node, until now. */
    long total() {
        return total.get();
    }

    /** So many facts were not sent: too many waited or were unacknowledged, or the node is suspected of being gone. */
    void dropped(String node, int facts) {
        add(node, facts);
        meters.dropped(node, facts);
    }

    /** So many facts were sent and not acknowledged in time: the node may or may not have them. */
    void unacknowledged(String node, int facts) {
        add(node, facts);
        meters.unacknowledged(node, facts);
    }

    /** Logs what is due; to be called now and then, by one thread. */
    void report() {
        long now = clock.now();
        losses.forEach((node, loss) -> {
            if (loss.logged != Long.MIN_VALUE && now - loss.logged < QUIET) {
                return;
            }
            long facts = loss.facts.getAndSet(0);
            if (facts > 0) {
                loss.logged = now;
                LOG.warn(
                        "{} facts for the observers on node {} were lost: it does not keep up, or is gone",
                        facts,
                        node);
            } else {
                losses.computeIfPresent(node, (name, quiet) -> quiet.facts.get() == 0 ? null : quiet);
            }
        });
    }

    private void add(String node, int facts) {
        total.addAndGet(facts);
        // Within the map's own lock: it must not be counted for an entry that report() is about to remove.
        losses.compute(node, (name, known) -> {
            Loss loss = known == null ? new Loss() : known;
            loss.facts.addAndGet(facts);
            return loss;
        });
    }
}
