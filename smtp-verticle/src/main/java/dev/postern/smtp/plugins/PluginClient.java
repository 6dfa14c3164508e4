package dev.postern.smtp.plugins;

import dev.postern.contract.Event;
import io.vertx.core.Future;

/** Asks the groups of the cluster. */
public interface PluginClient {
    /** The groups that can be asked. */
    KnownGroups known();

    /**
     * Asks one instance of a group. The future never fails: a failure is an answer too.
     *
     * @param budget milliseconds to answer
     */
    Future<CallResult> ask(String group, Event event, long budget);

    /** Informs one instance of a group, if there is one; nothing is answered. */
    void send(String group, Event event);
}
