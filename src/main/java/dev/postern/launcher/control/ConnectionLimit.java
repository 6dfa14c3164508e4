package dev.postern.launcher.control;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;

/** The open connections of one listener: not too many, and none that is of no use. On one event loop. */
final class ConnectionLimit {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final ControlOptions.Limits limits;
    private final Map<HttpConnection, Long> timers = new HashMap<>();

    ConnectionLimit(Vertx vertx, ControlOptions.Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /** Takes a new connection, or closes it at once. */
    void accept(HttpConnection connection) {
        if (timers.size() >= limits.connections()) {
            connection.close();
            return;
        }
        timers.put(connection, closeLater(connection));
        connection.closeHandler(closed -> vertx.cancelTimer(timers.remove(connection)));
    }

    /** A request is complete. */
    void busy(HttpConnection connection) {
        set(connection, NONE);
    }

    /** The reply is written; the next request may come. */
    void idle(HttpConnection connection) {
        set(connection, closeLater(connection));
    }

    private void set(HttpConnection connection, long timer) {
        Long before = timers.replace(connection, timer);
        vertx.cancelTimer(before == null ? timer : before);
    }

    private long closeLater(HttpConnection connection) {
        return vertx.setTimer(limits.idle(), timer -> connection.close());
    }
}
