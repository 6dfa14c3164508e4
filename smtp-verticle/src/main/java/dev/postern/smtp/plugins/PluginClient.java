package dev.postern.smtp.plugins;

import dev.postern.contract.Event;
import dev.postern.contract.wire.Declaration;
import io.vertx.core.Future;

/** The groups of the cluster as a chain sees them. */
public interface PluginClient {
    /** Changes whenever a declaration may have changed. */
    long revision();

    /** What the group last declared, or null if it was never seen. */
    Declaration declaration(String group);

    /** Whether an instance of the group runs in this JVM, or did. */
    boolean isLocal(String group);

    /**
     * Asks one instance of a group. The future never fails: a failure is an answer too.
     *
     * @param budget milliseconds to answer
     */
    Future<CallResult> ask(String group, Event event, long budget);

    /** Informs one instance of a group, if there is one; nothing is answered. */
    void send(String group, Event event);
}
