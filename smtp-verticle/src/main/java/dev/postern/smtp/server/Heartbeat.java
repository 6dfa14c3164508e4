package dev.postern.smtp.server;

import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ServerHello;
import io.vertx.core.Vertx;

/** Says on the bus that this node has an SMTP server, so that its death can be noticed. Safe to use from any thread. */
final class Heartbeat {
    private final Vertx vertx;
    private final ServerHello presence;
    private final long timer;

    private Heartbeat(Vertx vertx) {
        this.vertx = vertx;
        this.presence = new ServerHello(version(), Node.of(vertx).id());
        this.timer = vertx.setPeriodic(
                0, GroupManifest.HELLO_INTERVAL, id -> Node.of(vertx).announce(presence.hello()));
    }

    /** Says hello at once, then every second. */
    static Heartbeat begin(Vertx vertx) {
        return new Heartbeat(vertx);
    }

    /** Says bye: every connection is closed, and the groups have been told so. */
    void end() {
        if (vertx.cancelTimer(timer)) {
            Node.of(vertx).announce(presence.bye());
        }
    }

    private static String version() {
        String fromJar = Heartbeat.class.getPackage().getImplementationVersion();
        return fromJar == null ? "development" : fromJar;
    }
}
