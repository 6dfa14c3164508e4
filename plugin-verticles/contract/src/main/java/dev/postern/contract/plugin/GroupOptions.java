package dev.postern.contract.plugin;

import dev.postern.contract.Effect;
import io.vertx.core.ThreadingModel;

/**
 * How a group is deployed on a node.
 *
 * @param group the name, lower-case letters, digits and {@code -}
 * @param version of the plugin, for people
 * @param threading event loop (the plugin promises not to block) or worker (a pool of its own)
 * @param instances how many; 0 on event loops means one for each loop
 */
public record GroupOptions(String group, String version, ThreadingModel threading, int instances) {
    /** Instances of a worker group unless said otherwise. */
    public static final int DEFAULT_WORKERS = 4;

    public GroupOptions {
        if (!Effect.Inbox.isGroup(group)) {
            throw new IllegalArgumentException(
                    "group name '" + group + "', expected lower-case letters, digits and '-', a letter first");
        }
        if (instances < 0) {
            throw new IllegalArgumentException("instances " + instances + ", expected 0 or more");
        }
    }

    /** One instance for each event loop; the plugin promises never to block. */
    public static GroupOptions eventLoop(String group) {
        return new GroupOptions(group, "0", ThreadingModel.EVENT_LOOP, 0);
    }

    /** Instances on worker threads of their own, where a plugin may block. */
    public static GroupOptions worker(String group) {
        return new GroupOptions(group, "0", ThreadingModel.WORKER, DEFAULT_WORKERS);
    }

    public GroupOptions withInstances(int count) {
        return new GroupOptions(group, version, threading, count);
    }

    public GroupOptions withVersion(String text) {
        return new GroupOptions(group, text, threading, instances);
    }
}
