package dev.postern.contract.plugin;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.function.Supplier;

/** Brings plugins and observers onto a node. */
public final class Plugins {
    private Plugins() {}

    /**
     * Deploys a group on this node: its desk, and the instances behind it.
     *
     * @param factory makes one plugin; called once for each instance
     * @return completes when servers can ask the group, with the desk that closes it again; fails, naming it, if a verb or
     *     mechanism is not in upper case, or is QUIT, or if {@code onVerb} and {@code verbs()}, or {@code onAuthenticate} and
     *     {@code mechanisms()}, are not overridden together
     */
    public static Future<PluginDeployment> deploy(
            Vertx vertx, GroupOptions options, Supplier<? extends Plugin> factory) {
        PluginDeployment desk = new PluginDeployment(options, factory);
        return vertx.deployVerticle(desk).map(desk);
    }

    /**
     * Lets a handler see the facts of some stages, of all nodes. It runs on a thread of its own behind a bounded queue: it can
     * neither delay nor change a session; what it cannot keep up with is dropped and counted.
     *
     * @param name for logs and for other nodes
     * @return completes when the facts of this node can arrive, and the other nodes have been told to send theirs
     */
    public static Future<Observer> observe(Vertx vertx, String name, Set<Stage> stages, Handler<Report> handler) {
        Observer observer = new Observer(name, stages, handler);
        return vertx.deployVerticle(observer).map(observer);
    }
}
