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
    /** Milliseconds after the connections were cut in which plugins may still answer. */
    private static final long FINISH_TIMEOUT = 1_000;

    private final Clock clock;
    private final StallDetector stallDetector;
    private final Map<String, OpenConnection> open = new HashMap<>();
    private Promise<Void> emptied;

    /** A connection, and what completes when it is over. */
    private record OpenConnection(SmtpConnection connection, Promise<Void> over) {}

    Connections(Clock clock) {
        this.clock = clock;
        this.stallDetector = new StallDetector(clock.now());
    }

    /** Completes when it is removed. */
    Future<Void> add(SmtpConnection connection) {
        Promise<Void> over = Promise.promise();
        open.put(connection.id(), new OpenConnection(connection, over));
        return over.future();
    }

    void remove(SmtpConnection connection) {
        OpenConnection removed = open.remove(connection.id());
        if (removed != null) {
            removed.over().complete();
        }
        checkEmpty();
    }

    /** The connection of an id, as commands of plugins use it; null if there is none. */
    ControlHandler.ControlledConnection live(String id) {
        OpenConnection found = open.get(id);
        return found == null ? null : found.connection().live();
    }

    /** Checks the timeouts of all connections. To be called once a second. */
    void tick() {
        long stalled = stallDetector.tick(clock.now());
        all().forEach(connection -> connection.tick(stalled));
    }

    /**
     * Sends 421 on each connection at its next command boundary. Those that are open after the timeout are cut, and answers of
     * plugins are not awaited for more than another second.
     *
     * @param timeout in milliseconds
     * @return completes when no connection is left
     */
    Future<Void> shutdown(long timeout) {
        emptied = Promise.promise();
        all().forEach(SmtpConnection::shutdown);
        Clock.Alarm cut = clock.after(timeout, () -> {
            LOG.warn("{} connections did not finish within {} ms and are cut", open.size(), timeout);
            all().forEach(SmtpConnection::cut);
        });
        Clock.Alarm end = clock.after(timeout + FINISH_TIMEOUT, () -> all().forEach(SmtpConnection::finish));
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

    /** A copy, as connections that close are removed from the table meanwhile. */
    private List<SmtpConnection> all() {
        return open.values().stream().map(OpenConnection::connection).toList();
    }
}
