package dev.postern.smtp.server;

import dev.postern.contract.bus.StallDetector;
import dev.postern.smtp.connection.ControlHandler;
import dev.postern.smtp.connection.SmtpConnection;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections of one instance of the server, on its event loop. */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    /** What is still asked so long after the cut is waited for no longer. */
    private static final long LAST_WAIT = 1_000;

    private final Clock clock;
    private final StallDetector standstill;
    private final Map<String, Guest> open = new HashMap<>();
    private Promise<Void> emptied;

    /** A connection, and what completes when it is over. */
    private record Guest(SmtpConnection wire, Promise<Void> over) {}

    Connections(Clock clock) {
        this.clock = clock;
        this.standstill = new StallDetector(clock.now());
    }

    /** Completes when it is removed. */
    Future<Void> add(SmtpConnection wire) {
        Promise<Void> over = Promise.promise();
        open.put(wire.id(), new Guest(wire, over));
        return over.future();
    }

    void remove(SmtpConnection wire) {
        Guest gone = open.remove(wire.id());
        if (gone != null) {
            gone.over().complete();
        }
        checkEmpty();
    }

    /** The connection of an id as commands reach it, or null. */
    ControlHandler.ControlledConnection live(String id) {
        Guest guest = open.get(id);
        return guest == null ? null : guest.wire().live();
    }

    /** Looks after clients that are too slow. To be called once a second. */
    void tick() {
        long stood = standstill.tick(clock.now());
        all().forEach(wire -> wire.tick(stood));
    }

    /**
     * 421 at each one's next command boundary; what is still open at the limit is cut, and what is still asked a second later
     * is not waited for.
     *
     * @param limit in milliseconds
     * @return completes when none is left
     */
    Future<Void> shutdown(long limit) {
        emptied = Promise.promise();
        all().forEach(SmtpConnection::shutdown);
        Clock.Alarm cut = clock.after(limit, () -> {
            LOG.warn("{} connections did not finish within {} ms and are cut", open.size(), limit);
            all().forEach(SmtpConnection::cut);
        });
        Clock.Alarm end = clock.after(limit + LAST_WAIT, () -> all().forEach(SmtpConnection::finish));
        checkEmpty();
        return emptied.future().onComplete(empty -> {
            cut.cancel();
            end.cancel();
        });
    }

    private void checkEmpty() {
        if (emptied != null && open.isEmpty()) {
            emptied.tryComplete();
        }
    }

    /** A copy: whoever ends leaves the original. */
    private List<SmtpConnection> all() {
        return open.values().stream().map(Guest::wire).toList();
    }
}
