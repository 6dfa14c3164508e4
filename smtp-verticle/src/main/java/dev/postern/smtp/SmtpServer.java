package dev.postern.smtp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.List;

/** The SMTP verticles of one node: n instances that share the listening ports. */
public final class SmtpServer {
    private SmtpServer() {}

    /**
     * Deploys the verticles.
     *
     * @param instances how many, one for each event loop at best
     * @return completes when the ports are open; fails if one cannot be opened
     */
    public static Future<SmtpServer> start(Vertx vertx, SmtpOptions options, int instances) {
        return Future.failedFuture("not there yet");
    }

    /** Where the listeners are, in the order of the options, with the ports that they really have. */
    public List<SocketAddress> addresses() {
        return List.of();
    }

    /**
     * Stops accepting, tells clients 421 at their next command, and lets what is in flight finish within the limit.
     *
     * @return completes when the last connection is closed
     */
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
