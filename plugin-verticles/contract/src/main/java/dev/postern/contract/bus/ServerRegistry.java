package dev.postern.contract.bus;

import dev.postern.contract.wire.GroupManifest;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes of SMTP servers from which hellos arrive, and those that are gone. Belongs to one event loop. {@link #silent} is called
 * once a second; where a call comes too late this process stood still, and the silence of the others does not count.
 */
final class ServerRegistry {
    /** A cluster that took this process for dead needs up to 12 s, as measured, until messages come again. */
    private static final long REJOIN = 15 * GroupManifest.HELLO_INTERVAL;
    /** So many nodes that are gone are remembered, to announce each only once. */
    private static final int REMEMBERED = 1_000;

    private final HeartbeatTable<String> alive;
    private final Set<String> gone = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** @param jitter milliseconds that this node waits longer: so that not all nodes announce the same one at once */
    ServerRegistry(long now, long jitter) {
        alive = new HeartbeatTable<>(now, HeartbeatTable.GONE_AFTER + jitter, (heard, stood, ended) -> ended + REJOIN);
    }

    /**
     * Takes a registration message.
     *
     * @param now milliseconds of a clock that never runs backwards
     * @return whether it is to be passed on: of each death one {@code gone}, and none for a node whose hello has just arrived
     */
    boolean update(JsonObject message, long now) {
        String node = message.getString("node");
        String say = message.getString("say");
        if ("gone".equals(say)) {
            return node != null && expire(node, now);
        }
        if (node != null && message.containsKey("server")) {
            gone.remove(node);
            if ("bye".equals(say)) {
                alive.remove(node);
            } else {
                alive.hear(node, now);
            }
        }
        return true;
    }

    private boolean expire(String node, long now) {
        if (!alive.isSuspected(node, now)) {
            return false;
        }
        alive.remove(node);
        return gone.add(node);
    }

    /** Those that are to be announced as gone. */
    List<String> silent(long now) {
        return List.copyOf(alive.sweep(now).gone().keySet());
    }
}
