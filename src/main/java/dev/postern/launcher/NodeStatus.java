package dev.postern.launcher;

import dev.postern.contract.wire.GroupManifest;
import dev.postern.launcher.config.ClusterSection;
import dev.postern.launcher.config.SmtpSection;
import dev.postern.launcher.control.ControlledNode;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions.Inboxes;
import dev.postern.smtp.options.SmtpOptions.Listener;
import dev.postern.smtp.plugins.GroupOnNode;
import dev.postern.smtp.server.ServerStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** A node as its control interface shows it; the manual says what each key means. */
final class NodeStatus implements ControlledNode {
    private final PosternNode node;
    private final String id;
    private final JsonObject configured;

    /** Looks at the configuration, which does not change while the node runs. */
    NodeStatus(PosternNode node, String id) {
        this.node = node;
        this.id = id;
        this.configured = configured(node.setup());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public JsonObject about() {
        return identity()
                .put("process", ProcessHandle.current().pid())
                .put("started", Main.STARTED.toString())
                .put("uptime", Duration.between(Main.STARTED, Instant.now()).toMillis())
                .mergeIn(configured.copy())
                .put("listeners", listeners());
    }

    @Override
    public Future<JsonObject> figures() {
        return node.server()
                .map(server -> server.status().map(NodeStatus::figures))
                .orElseGet(() -> Future.succeededFuture(new JsonObject()
                        .put("groups", array(node.plugins().stream().map(NodeStatus::here)))));
    }

    @Override
    public JsonObject end() {
        return identity().put("state", "stopping").put("limit", Main.stopLimit(node));
    }

    @Override
    public void stop() {
        node.requestStop();
    }

    private JsonObject identity() {
        return new JsonObject()
                .put("postern", Version.POSTERN)
                .put(
                        "node",
                        new JsonObject().put("id", id).put("name", node.setup().nodeName()))
                .put("state", node.state());
    }

    private static JsonObject configured(Setup setup) {
        String failing = Caveats.failing(setup);
        JsonObject configured = new JsonObject()
                .put("runs", array(setup.parts().stream().map(Part::key)))
                .put("warnings", array(Stream.ofNullable(failing)))
                .put("caveats", array(new Caveats(setup).all().stream()));
        if (ClusterSection.isEnabled(setup.configuration())) {
            configured.put("cluster", ClusterSection.of(setup.configuration()).name());
        }
        if (setup.runs(Part.SMTP)) {
            Inboxes inboxes = setup.smtp().policy().inboxes();
            configured.put("chains", chains(setup.smtp()));
            configured.put(
                    "inboxes", array(Stream.of(inboxes.local(), inboxes.relay()).filter(Objects::nonNull)));
        }
        return configured;
    }

    /** Those that a listener uses. */
    private static JsonObject chains(SmtpSection smtp) {
        JsonObject chains = new JsonObject();
        for (Listener listener : smtp.listeners()) {
            List<ChainLink> links = smtp.policy().chains().get(listener.chain());
            chains.put(listener.chain(), array(links.stream().map(NodeStatus::link)));
        }
        return chains;
    }

    private static JsonObject link(ChainLink link) {
        return new JsonObject()
                .put("group", link.group())
                .put("tier", link.tier())
                .put("required", link.role().required())
                .put("admits", link.role().admits());
    }

    /** Before the ports are open: where they will be. */
    private JsonArray listeners() {
        JsonArray rows = new JsonArray();
        if (node.setup().runs(Part.SMTP)) {
            List<Listener> listeners = node.setup().smtp().listeners();
            for (int i = 0; i < listeners.size(); i++) {
                int port = node.server().isPresent()
                        ? node.addresses().get(i).port()
                        : listeners.get(i).port();
                rows.add(listener(listeners.get(i), port)
                        .put("open", node.state().equals(PosternNode.RUNNING)));
            }
        }
        return rows;
    }

    private static JsonObject listener(Listener listener, int port) {
        return new JsonObject()
                .put("name", listener.name())
                .put("host", listener.host())
                .put("port", port)
                .put("protocol", listener.protocol().name().toLowerCase(Locale.ROOT))
                .put("tls", listener.tls().name().toLowerCase(Locale.ROOT))
                .put("chain", listener.chain());
    }

    private static JsonObject figures(ServerStatus status) {
        return new JsonObject()
                .put("connections", status.connections())
                .put("groups", array(status.groups().stream().map(NodeStatus::group)));
    }

    private static JsonObject group(GroupOnNode group) {
        GroupOnNode.Place place = group.place();
        return new JsonObject()
                .put("group", place.group())
                .put("node", place.node())
                .put("here", place.here())
                .put("version", place.version())
                .put("instances", group.instances())
                .put("open", group.open())
                .put("broken", group.broken())
                .put("suspected", group.suspected());
    }

    /** A group of this node where no server says more about it. */
    private static JsonObject here(GroupManifest plugin) {
        return new JsonObject()
                .put("group", plugin.group())
                .put("node", plugin.node())
                .put("here", true)
                .put("version", plugin.version())
                .put("instances", plugin.instances().size());
    }

    private static JsonArray array(Stream<?> items) {
        return new JsonArray(items.toList());
    }
}
