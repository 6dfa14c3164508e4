package dev.postern.smtp.plugins;

import dev.postern.contract.EventHeader;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.HeartbeatTable;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.smtp.time.Clock;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * The groups and their desks, as their hellos say. One for each instance of the SMTP verticle, on its event loop. What a group last
 * declared is kept when its last desk is gone. A desk that is suspected is asked last, one that is gone is not asked
 * ({@link HeartbeatTable}).
 */
public final class PluginRegistry implements KnownGroups {
    private static final Logger LOG = LoggerFactory.getLogger(PluginRegistry.class);
    /** Each is named once; what is refused beyond so many is not named at all. */
    private static final int REFUSED_LIMIT = 1_000;

    private final String ownNode;
    private final int loop;
    private final Clock clock;
    private final HeartbeatTable<GroupNode> heartbeats;
    private final Map<String, Group> groups = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Logger log;
    private BiConsumer<String, Target> onLeave = (group, target) -> {};
    private long revision;

    private static final class Group {
        private Declaration declaration;
        private final Map<String, GroupNode> desks = new LinkedHashMap<>();
        private boolean local;
    }

    /**
     * @param loop the event loop of the connections that it serves
     * @param logs whether it writes to the log: every instance of the server on a node receives the same
     */
    public PluginRegistry(String ownNode, int loop, Clock clock, boolean logs) {
        this.log = logs ? LOG : NOPLogger.NOP_LOGGER;
        this.ownNode = ownNode;
        this.loop = loop;
        this.clock = clock;
        this.heartbeats = new HeartbeatTable<>(clock.now());
    }

    /** Gets the group and the target from now on, whenever a target is not asked any more. */
    void onLeave(BiConsumer<String, Target> listener) {
        onLeave = listener;
    }

    /** Takes a registration message; what is not of this contract's version is refused by name, once. */
    public void receive(JsonObject message) {
        if (message.getString("group") == null) {
            // A question, an observer, or a node of servers.
            return;
        }
        Object version = message.getValue("v");
        if (!Integer.valueOf(EventHeader.VERSION).equals(version)) {
            if (refused.size() < REFUSED_LIMIT
                    && refused.add(message.getString("group") + "@" + message.getString("node"))) {
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
        GroupNode desk = group.desks.computeIfAbsent(manifest.node(), name -> new GroupNode(name.equals(ownNode)));
        heartbeats.hear(desk, clock.now());
        desk.trust();
        if (!manifest.equals(desk.manifest())) {
            desk.describe(manifest).forEach(target -> leave(manifest.group(), target));
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
        GroupNode desk = group == null ? null : group.desks.get(message.getString("node"));
        if (desk != null) {
            remove(desk);
            desk.targets().forEach(target -> leave(desk.manifest().group(), target));
            log.debug("group {} left node {}", message.getString("group"), message.getString("node"));
        }
    }

    private void remove(GroupNode desk) {
        groups.get(desk.manifest().group()).desks.remove(desk.manifest().node());
        heartbeats.remove(desk);
        revision++;
    }

    private void leave(String group, Target target) {
        target.leave();
        onLeave.accept(group, target);
    }

    /**
     * Looks for desks that are silent: the open asks of one are told when it is suspected, and again when it is gone. To be
     * called once a second.
     */
    public void sweep() {
        HeartbeatTable.Silent<GroupNode> silent = heartbeats.sweep(clock.now());
        silent.gone().forEach(this::forget);
        silent.suspected().forEach(this::suspect);
    }

    private void forget(GroupNode desk, long silence) {
        log.warn(
                "group {} on node {} has been silent for {} ms and is not asked any more",
                desk.manifest().group(),
                desk.manifest().node(),
                silence);
        remove(desk);
        desk.tellGone("its node has been silent for " + silence + " ms");
        desk.targets().forEach(target -> leave(desk.manifest().group(), target));
    }

    private void suspect(GroupNode desk, long silence) {
        log.info(
                "group {} on node {} has been silent for {} ms and is asked last",
                desk.manifest().group(),
                desk.manifest().node(),
                silence);
        desk.suspect("its node has been silent for " + silence + " ms");
    }

    /** All desks that can be asked. */
    public List<GroupOnNode> status() {
        return groups.values().stream()
                .flatMap(group -> group.desks.values().stream())
                .map(GroupNode::status)
                .toList();
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Declaration declaration(String name) {
        Group group = groups.get(name);
        return group == null ? null : group.declaration;
    }

    @Override
    public boolean isLocal(String name) {
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
