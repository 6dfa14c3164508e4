package dev.postern.smtp.server;

import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ServerHello;
import io.vertx.core.Vertx;

/** Announces on the bus every second that this node has an SMTP server, so that its crash is noticed. Safe to use from any thread. */
final class Heartbeat {
    private final Vertx vertx;
    private final ServerHello hello;
    private final long timer;

    private Heartbeat(Vertx vertx) {
        this.vertx = vertx;
        this.hello = new ServerHello(version(), Node.of(vertx).id());
        this.timer = vertx.setPeriodic(
                0, GroupManifest.HELLO_INTERVAL, id -> Node.of(vertx).announce(hello.hello()));
    }

    /** Announces hello at once, then every second. */
    static Heartbeat start(Vertx vertx) {
        return new Heartbeat(vertx);
    }

    /** Announces bye; to be called when every connection is closed, and the groups have been told so. */
    void stop() {
        if (vertx.cancelTimer(timer)) {
            Node.of(vertx).announce(hello.bye());
        }
    }

    private static String version() {
        String fromJar = Heartbeat.class.getPackage().getImplementationVersion();
        return fromJar == null ? "development" : fromJar;
    }
}
