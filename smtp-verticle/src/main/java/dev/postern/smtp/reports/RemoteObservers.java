package dev.postern.smtp.reports;

import dev.postern.contract.Stage;
import dev.postern.contract.bus.HeartbeatTable;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.smtp.time.Clock;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Which nodes have observers of which stages, as the observers' hellos say. A node whose observers are all suspected is sent
 * nothing until one of them says hello again, an observer that is gone is forgotten ({@link HeartbeatTable}). Used by one thread.
 */
final class RemoteObservers {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteObservers.class);
    /** Each is named once; what is refused beyond so many is not named at all. */
    private static final int REFUSED_LIMIT = 1000;

    private final String ownNode;
    private final Clock clock;
    private final Logger log;
    private final HeartbeatTable<Key> heartbeats;
    private final Map<String, Map<Key, Set<Stage>>> nodes = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private long revision;
    private long swept;

    /** One observer: names are unique on a node only. */
    private record Key(String node, String observer) {}

    /**
     * @param ownNode the own node, whose observers are not sent anything
     * @param logs whether it writes to the log: every instance of the server on a node receives the same
     */
    RemoteObservers(String ownNode, Clock clock, boolean logs) {
        this.ownNode = ownNode;
        this.clock = clock;
        this.log = logs ? LOG : NOPLogger.NOP_LOGGER;
        this.swept = clock.now();
        this.heartbeats = new HeartbeatTable<>(swept);
    }

    /** Takes a registration message; those that are not of observers on other nodes are ignored. */
    void receive(JsonObject message) {
        if (message.getValue("observer") == null) {
            return;
        }
        Key key = new Key(String.valueOf(message.getValue("node")), String.valueOf(message.getValue("observer")));
        if (ownNode.equals(key.node())) {
            return;
        }
        switch (String.valueOf(message.getValue("say"))) {
            case "hello" -> hello(message, key);
            case "bye" -> bye(key);
            default -> {}
        }
    }

    private void hello(JsonObject message, Key key) {
        ObserverManifest manifest;
        try {
            manifest = ObserverManifest.fromJson(message);
        } catch (MalformedException e) {
            if (refused.size() < REFUSED_LIMIT && refused.add(key.observer() + "@" + key.node())) {
                log.warn("an observer is told nothing: {}", e.getMessage());
            }
            return;
        }
        heartbeats.hear(key, clock.now());
        Set<Stage> before =
                nodes.computeIfAbsent(key.node(), name -> new LinkedHashMap<>()).put(key, manifest.stages());
        if (!manifest.stages().equals(before)) {
            revision++;
            log.debug("observer {} on node {} is told of {}", key.observer(), key.node(), manifest.stages());
        }
    }

    private void bye(Key key) {
        if (remove(key)) {
            log.debug("observer {} left node {}", key.observer(), key.node());
        }
    }

    /** True if it was there. */
    private boolean remove(Key key) {
        boolean known = heartbeats.remove(key);
        if (known) {
            nodes.get(key.node()).remove(key);
            nodes.values().removeIf(Map::isEmpty);
            revision++;
        }
        return known;
    }

    /** Forgets observers that are gone. To be called once a second. */
    void sweep() {
        swept = clock.now();
        Set<Key> gone = heartbeats.sweep(swept).gone().keySet();
        gone.forEach(this::remove);
        gone.stream()
                .map(Key::node)
                .distinct()
                .forEach(node -> log.warn(
                        "an observer on node {} has been silent for {} ms and is forgotten",
                        node,
                        HeartbeatTable.GONE_AFTER));
    }

    /** Changes with what {@link #wanted()} says. */
    long revision() {
        return revision;
    }

    /** For each stage that has observers elsewhere the nodes where they are; a copy. */
    Map<Stage, Set<String>> wanted() {
        Map<Stage, Set<String>> wanted = new EnumMap<>(Stage.class);
        nodes.forEach((node, observers) -> {
            for (Set<Stage> stages : observers.values()) {
                stages.forEach(stage -> wanted.computeIfAbsent(stage, key -> new LinkedHashSet<>())
                        .add(node));
            }
        });
        return wanted;
    }

    /** Whether all observers of the node were suspected at the last sweep, so that nothing should be sent to it. */
    boolean isSuspected(String node) {
        return heartbeats.areSuspected(nodes.getOrDefault(node, Map.of()).keySet(), swept);
    }
}
