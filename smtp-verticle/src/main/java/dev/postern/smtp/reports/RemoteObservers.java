package dev.postern.smtp.reports;

import dev.postern.contract.Stage;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.smtp.time.Clock;
import dev.postern.smtp.time.StallDetector;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/** Who observes what on other nodes, as the hellos of observers tell. Used by one thread. */
final class RemoteObservers {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteObservers.class);
    /** A node silent for three hellos is sent nothing until it is heard again, an observer silent for ten is forgotten. */
    private static final long SUSPECTED_AFTER = 3 * GroupManifest.HELLO_INTERVAL;

    private static final long FORGOTTEN_AFTER = 10 * GroupManifest.HELLO_INTERVAL;
    /** Each is named once; what is refused beyond so many is not named at all. */
    private static final int REFUSED_LIMIT = 1000;

    private final String home;
    private final Clock clock;
    private final StallDetector standstill;
    private final Logger log;
    private final Map<String, Map<String, Seat>> nodes = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private long revision;
    private long swept;

    private static final class Seat {
        private Set<Stage> stages = Set.of();
        private long heard;
    }

    /**
     * @param home the own node, whose observers hear without being sent anything
     * @param speaks whether it logs what it hears: every audience of a node hears the same
     */
    RemoteObservers(String home, Clock clock, boolean speaks) {
        this.home = home;
        this.clock = clock;
        this.log = speaks ? LOG : NOPLogger.NOP_LOGGER;
        this.standstill = new StallDetector(clock);
        this.swept = clock.now();
    }

    /** Takes a registration message; those that are not of observers on other nodes are ignored. */
    void hear(JsonObject message) {
        if (message.getValue("observer") == null) {
            return;
        }
        String observer = String.valueOf(message.getValue("observer"));
        String node = String.valueOf(message.getValue("node"));
        if (home.equals(node)) {
            return;
        }
        switch (String.valueOf(message.getValue("say"))) {
            case "hello" -> hello(message, node, observer);
            case "bye" -> bye(node, observer);
            default -> {}
        }
    }

    private void hello(JsonObject message, String node, String observer) {
        ObserverManifest said;
        try {
            said = ObserverManifest.fromJson(message);
        } catch (MalformedException e) {
            if (refused.size() < REFUSED_LIMIT && refused.add(observer + "@" + node)) {
                log.warn("an observer is told nothing: {}", e.getMessage());
            }
            return;
        }
        Seat seat = nodes.computeIfAbsent(node, key -> new HashMap<>()).computeIfAbsent(observer, key -> new Seat());
        seat.heard = clock.now();
        if (!seat.stages.equals(said.stages())) {
            seat.stages = said.stages();
            revision++;
            log.debug("observer {} on node {} is told of {}", observer, node, said.stages());
        }
    }

    private void bye(String node, String observer) {
        Map<String, Seat> seats = nodes.get(node);
        if (seats != null && seats.remove(observer) != null) {
            nodes.values().removeIf(Map::isEmpty);
            revision++;
            log.debug("observer {} left node {}", observer, node);
        }
    }

    /** Forgets observers that have been silent for long. To be called once a second. */
    void sweep() {
        swept = clock.now();
        long stood = standstill.tick();
        nodes.values()
                .forEach(seats -> seats.values().forEach(seat -> seat.heard = Math.min(swept, seat.heard + stood)));
        long oldest = swept - FORGOTTEN_AFTER;
        nodes.forEach((node, seats) -> {
            if (seats.values().removeIf(seat -> seat.heard < oldest)) {
                revision++;
                log.warn("an observer on node {} has been silent for {} ms and is forgotten", node, FORGOTTEN_AFTER);
            }
        });
        nodes.values().removeIf(Map::isEmpty);
    }

    /** Changes with what {@link #wanted()} says. */
    long revision() {
        return revision;
    }

    /** For each stage that somebody elsewhere observes the nodes where; a copy. */
    Map<Stage, Set<String>> wanted() {
        Map<Stage, Set<String>> wanted = new EnumMap<>(Stage.class);
        nodes.forEach((node, seats) -> seats.values()
                .forEach(
                        seat -> seat.stages.forEach(stage -> wanted.computeIfAbsent(stage, key -> new LinkedHashSet<>())
                                .add(node))));
        return wanted;
    }

    /** Whether the node had been silent for so long at the last sweep that nothing should be sent to it. */
    boolean isSuspected(String node) {
        long fresh = swept - SUSPECTED_AFTER;
        Map<String, Seat> seats = nodes.get(node);
        return seats == null || seats.values().stream().allMatch(seat -> seat.heard < fresh);
    }
}
