package dev.postern.smtp;

import dev.postern.contract.Addresses;
import dev.postern.contract.Common;
import dev.postern.contract.Declaration;
import dev.postern.contract.MalformedException;
import dev.postern.contract.Manifest;
import dev.postern.contract.Stage;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Who is there: the groups, their desks and instances, as their hellos tell. One for each instance of the SMTP verticle, on
 * its event loop. What a group last declared outlives its last instance.
 */
final class Roster {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);
    private static final Logger SILENCE = NOPLogger.NOP_LOGGER;
    /** A desk silent for three hellos is asked last, one silent for ten is forgotten. */
    private static final long SUSPECTED_AFTER = 3 * Manifest.HELLO_INTERVAL;

    private static final long FORGOTTEN_AFTER = 10 * Manifest.HELLO_INTERVAL;

    private final String node;
    private final int loop;
    private final Clock clock;
    private final Map<String, Group> groups = new HashMap<>();
    private final Set<String> foreign = new HashSet<>();
    private final Logger log;
    private long revision;

    private static final class Group {
        private Declaration declaration;
        private final Map<String, Desk> desks = new LinkedHashMap<>();
        private boolean local;
        private int turn;
    }

    /** A desk as this SMTP verticle knows it, as long as it says the same of itself. */
    private static final class Desk {
        private final Manifest manifest;
        private final int[] open;
        private long heard;

        private Desk(Manifest manifest) {
            this.manifest = manifest;
            this.open = new int[manifest.instances().size()];
        }

        private boolean takes(Stage stage) {
            return manifest.declaration().stages().contains(stage);
        }

        private int openAsks() {
            int sum = 0;
            for (int asks : open) {
                sum += asks;
            }
            return sum;
        }

        private double load() {
            return (double) openAsks() / open.length;
        }
    }

    /** Whom to ask; {@link #done()} when the answer is there, or will not come. */
    static final class Target {
        private final Desk desk;
        private final int slot;
        private final boolean local;
        private final String address;

        private Target(Desk desk, int slot, boolean local) {
            this.desk = desk;
            this.slot = slot;
            this.local = local;
            Manifest manifest = desk.manifest;
            this.address = local
                    ? Addresses.instance(
                            manifest.group(),
                            manifest.node(),
                            manifest.instances().get(slot).n())
                    : manifest.address();
        }

        boolean local() {
            return local;
        }

        String address() {
            return address;
        }

        int openAsks() {
            return desk.openAsks();
        }

        void begin() {
            desk.open[slot]++;
        }

        void done() {
            desk.open[slot]--;
        }
    }

    /**
     * @param loop the event loop of the connections that it serves
     * @param speaks whether it logs what it hears: every roster of a node hears the same
     */
    Roster(String node, int loop, Clock clock, boolean speaks) {
        this.log = speaks ? LOG : SILENCE;
        this.node = node;
        this.loop = loop;
        this.clock = clock;
    }

    /** Takes a registration message; what is not of this contract's version is refused by name, once. */
    void hear(JsonObject message) {
        if (message.getString("group") == null) {
            // A question, or an observer.
            return;
        }
        Object version = message.getValue("v");
        if (!Integer.valueOf(Common.VERSION).equals(version)) {
            if (foreign.add(message.getString("group") + "@" + message.getString("node"))) {
                log.warn(
                        "group {} on node {} speaks version {} of the contract, expected {}: it is not asked",
                        message.getString("group"),
                        message.getString("node"),
                        version,
                        Common.VERSION);
            }
            return;
        }
        switch (String.valueOf(message.getString("say"))) {
            case "hello" -> hello(message);
            case "bye" -> bye(message);
            default -> {}
        }
    }

    private void hello(JsonObject message) {
        Manifest manifest;
        try {
            manifest = complete(Manifest.fromJson(message));
        } catch (MalformedException e) {
            log.warn("a hello was dropped: {}", e.getMessage());
            return;
        }
        Group group = groups.computeIfAbsent(manifest.group(), name -> new Group());
        Desk desk = group.desks.get(manifest.node());
        if (desk == null || !desk.manifest.equals(manifest)) {
            desk = new Desk(manifest);
            group.desks.put(manifest.node(), desk);
            group.declaration = manifest.declaration();
            group.local |= manifest.node().equals(node);
            revision++;
            log.debug("group {} is on node {}: {}", manifest.group(), manifest.node(), manifest.instances());
        }
        desk.heard = clock.now();
    }

    private static Manifest complete(Manifest manifest) {
        if (manifest.group() == null || manifest.node() == null || manifest.address() == null) {
            throw new MalformedException("group " + manifest.group() + ", node " + manifest.node() + ", address "
                    + manifest.address() + ", expected all three");
        }
        if (manifest.instances().isEmpty()) {
            throw new MalformedException("group " + manifest.group() + " without instances");
        }
        return manifest;
    }

    private void bye(JsonObject message) {
        Group group = groups.get(message.getString("group"));
        if (group != null && group.desks.remove(message.getString("node")) != null) {
            revision++;
            log.debug("group {} left node {}", message.getString("group"), message.getString("node"));
        }
    }

    /** Forgets desks that have been silent for long. */
    void sweep() {
        long oldest = clock.now() - FORGOTTEN_AFTER;
        groups.forEach((name, group) -> {
            if (group.desks.values().removeIf(desk -> desk.heard < oldest)) {
                revision++;
                log.warn(
                        "a desk of group {} has been silent for {} ms and is not asked any more",
                        name,
                        FORGOTTEN_AFTER);
            }
        });
    }

    long revision() {
        return revision;
    }

    /** What the group last declared, or null. */
    Declaration declaration(String name) {
        Group group = groups.get(name);
        return group == null ? null : group.declaration;
    }

    /** Whether the group runs on this node, or did: where it is gone it fails. */
    boolean isLocal(String name) {
        Group group = groups.get(name);
        return group != null && group.local;
    }

    /** Which of these groups were never seen. */
    Set<String> missing(Collection<String> names) {
        Set<String> missing = new HashSet<>(names);
        missing.removeAll(groups.keySet());
        return missing;
    }

    /**
     * Whom to ask: an instance on this event loop, else one on this node, else the desk with the fewest open asks per
     * instance, ties in turn; desks that are suspected of being gone come last. Null if nobody is there whose own manifest
     * names the stage: of two versions of a group, one may know it and one not.
     */
    Target choose(String name, Stage stage) {
        Group group = groups.get(name);
        if (group == null) {
            return null;
        }
        Desk here = group.desks.get(node);
        if (here != null && here.takes(stage)) {
            return local(group, here);
        }
        // Credentials do not leave the node while the bus is in clear.
        return stage == Stage.AUTHENTICATE ? null : remote(group, stage);
    }

    private Target local(Group group, Desk desk) {
        int count = desk.manifest.instances().size();
        int best = -1;
        for (int i = 0; i < count; i++) {
            int n = Math.floorMod(group.turn + i, count);
            if (desk.manifest.instances().get(n).loop() == loop) {
                return new Target(desk, n, true);
            }
            if (best < 0 || desk.open[n] < desk.open[best]) {
                best = n;
            }
        }
        group.turn++;
        return new Target(desk, best, true);
    }

    private Target remote(Group group, Stage stage) {
        long fresh = clock.now() - SUSPECTED_AFTER;
        Desk[] desks =
                group.desks.values().stream().filter(desk -> desk.takes(stage)).toArray(Desk[]::new);
        if (desks.length == 0) {
            return null;
        }
        int start = Math.floorMod(group.turn++, desks.length);
        Comparator<Desk> order =
                Comparator.<Desk, Boolean>comparing(desk -> desk.heard < fresh).thenComparing(Desk::load);
        Desk best = desks[start];
        for (int i = 1; i < desks.length; i++) {
            Desk other = desks[(start + i) % desks.length];
            if (order.compare(other, best) < 0) {
                best = other;
            }
        }
        return new Target(best, 0, false);
    }
}
