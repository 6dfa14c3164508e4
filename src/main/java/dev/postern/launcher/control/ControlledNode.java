package dev.postern.launcher.control;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The node as the control interface sees it. Called on the event loop of that interface: nothing here may block. */
public interface ControlledNode {
    /** 10 characters of {@code a-z2-7}; the name of its socket. */
    String id();

    /** What is known at once: {@code postern}, {@code node}, {@code state}, {@code listeners} and so on. */
    JsonObject about();

    /** What only its event loops know: {@code connections} and {@code groups}. They may stand still, and then it never completes. */
    Future<JsonObject> figures();

    /** What follows from a stop: {@code node}, {@code state}, and {@code limit}, the milliseconds after which it ends at the latest. */
    JsonObject end();

    /** Stops the node as SIGTERM does; returns at once. */
    void stop();
}
