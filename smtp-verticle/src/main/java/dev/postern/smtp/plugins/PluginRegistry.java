package dev.postern.smtp.plugins;

import dev.postern.contract.EventHeader;
import dev.postern.contract.Stage;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.smtp.time.Clock;
import dev.postern.smtp.time.StallDetector;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Who is there: the groups and their desks, as their hellos tell. One for each instance of the SMTP verticle, on its event loop.
 * What a group last declared outlives its last desk.
 */
public final class PluginRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(PluginRegistry.class);
    private static final Logger SILENCE = NOPLogger.NOP_LOGGER;
    /** A desk silent for ten hellos is forgotten. */
    private static final long FORGOTTEN_AFTER = 10 * GroupManifest.HELLO_INTERVAL;

    /** Each is named once; what is refused beyond so many is not named at all. */
    private static final int FOREIGN_LIMIT = 1_000;

    private final String node;
    private final int loop;
    private final Clock clock;
    private final StallDetector standstill;
    private final Map<String, Group> groups = new HashMap<>();
    private final Set<String> foreign = new HashSet<>();
    private final Logger log;
    private Consumer<GroupNode> onLeave = desk -> {};
    private long revision;

    private static final class Group {
        private Declaration declaration;
        private final Map<String, GroupNode> desks = new LinkedHashMap<>();
        private boolean local;
    }

    /**
     * @param loop the event loop of the connections that it serves
     * @param speaks whether it logs what it hears: every roster of a node hears the same
     */
    public PluginRegistry(String node, int loop, Clock clock, boolean speaks) {
        this.log = speaks ? LOG : SILENCE;
        this.node = node;
        this.loop = loop;
        this.clock = clock;
        this.standstill = new StallDetector(clock);
    }

    /** From now on this one hears of each desk that has left or is forgotten. */
    void onLeave(Consumer<GroupNode> listener) {
        onLeave = listener;
    }

    /** Takes a registration message; what is not of this contract's version is refused by name, once. */
    public void hear(JsonObject message) {
        if (message.getString("group") == null) {
            // A question, an observer, or a node of servers.
            return;
        }
        Object version = message.getValue("v");
        if (!Integer.valueOf(EventHeader.VERSION).equals(version)) {
            if (foreign.size() < FOREIGN_LIMIT
                    && foreign.add(message.getString("group") + "@" + message.getString("node"))) {
                log.warn(
                        "group {} on node {} speaks version {} of the contract, expected {}: it is not asked",
                        message.getString("group"),
                        message.getString("node"),
                        version,
                        EventHeader.VERSION);
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
        GroupManifest manifest;
        try {
            manifest = complete(GroupManifest.fromJson(message));
        } catch (MalformedException e) {
            log.warn("a hello was dropped: {}", e.getMessage());
            return;
        }
        Group group = groups.computeIfAbsent(manifest.group(), name -> new Group());
        GroupNode desk = group.desks.computeIfAbsent(manifest.node(), name -> new GroupNode(name.equals(node)));
        if (desk.hello(manifest, clock.now())) {
            group.declaration = manifest.declaration();
            group.local |= desk.isLocal();
            revision++;
            log.debug("group {} is on node {}: {}", manifest.group(), manifest.node(), manifest.instances());
        }
    }

    private static GroupManifest complete(GroupManifest manifest) {
        if (manifest.group() == null || manifest.node() == null || manifest.address() == null) {
            throw new MalformedException("group " + manifest.group() + ", node " + manifest.node() + ", address "
                    + manifest.address() + ", expected all three");
        }
        if (manifest.instances().isEmpty()) {
            throw new MalformedException("group " + manifest.group() + " without instances");
        }
        return manifest;
    }

    /** It is not asked any more, and still answers what it was asked. */
    private void bye(JsonObject message) {
        Group group = groups.get(message.getString("group"));
        GroupNode desk = group == null ? null : group.desks.remove(message.getString("node"));
        if (desk != null) {
            revision++;
            onLeave.accept(desk);
            log.debug("group {} left node {}", message.getString("group"), message.getString("node"));
        }
    }

    /**
     * Looks for desks that are silent: what is open to one is told so when it has been silent for three hellos, and again when
     * it is forgotten. To be called once a second.
     */
    public void sweep() {
        long now = clock.now();
        long stood = standstill.tick();
        groups.forEach((name, group) -> {
            for (GroupNode desk : List.copyOf(group.desks.values())) {
                desk.excuse(stood, now);
                check(name, group, desk, now - desk.heard());
            }
        });
    }

    private void check(String name, Group group, GroupNode desk, long silence) {
        if (silence > FORGOTTEN_AFTER) {
            group.desks.remove(desk.manifest().node());
            revision++;
            log.warn(
                    "group {} on node {} has been silent for {} ms and is not asked any more",
                    name,
                    desk.manifest().node(),
                    silence);
            desk.tellGone("its node has been silent for " + silence + " ms");
            onLeave.accept(desk);
        } else if (silence > GroupNode.SUSPECTED_AFTER && desk.suspect()) {
            log.info(
                    "group {} on node {} has been silent for {} ms and is asked last",
                    name,
                    desk.manifest().node(),
                    silence);
            desk.tellSilent("its node has been silent for " + silence + " ms");
        }
    }

    /** All desks that can be asked. */
    public List<GroupOnNode> status() {
        return groups.values().stream()
                .flatMap(group -> group.desks.values().stream())
                .map(GroupNode::status)
                .toList();
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
    public Set<String> missing(Collection<String> names) {
        Set<String> missing = new HashSet<>(names);
        missing.removeAll(groups.keySet());
        return missing;
    }

    /**
     * Who can be asked at that moment, of those whose own manifest names the stage: of two versions of a group, one may know it
     * and one not.
     *
     * @param tried those who were asked already
     */
    List<Candidate> candidates(String name, Stage stage, Collection<Target> tried, long now) {
        Group group = groups.get(name);
        if (group == null) {
            return List.of();
        }
        List<Candidate> candidates = new ArrayList<>();
        for (GroupNode desk : group.desks.values()) {
            // Credentials do not leave the node while the bus is in clear.
            if (desk.takes(stage) && (desk.isLocal() || stage != Stage.AUTHENTICATE)) {
                desk.addTo(candidates, tried, loop, now);
            }
        }
        return candidates;
    }
}
