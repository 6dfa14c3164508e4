package dev.postern.testkit.bus;

import dev.postern.contract.Event;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.wire.GroupManifest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/** Carries events to a deployed plugin and its answers back, as between two nodes. */
public class RemoteTransport {
    private final Vertx vertx;
    private final PluginDeployment desk;
    private volatile boolean owed;

    public RemoteTransport(Vertx vertx, PluginDeployment desk) {
        this.vertx = vertx;
        this.desk = desk;
    }

    public final PluginDeployment desk() {
        return desk;
    }

    public final GroupManifest manifest() {
        return desk.manifest();
    }

    /** Whether the plugin has left an ask without an answer. */
    public final boolean isOwed() {
        return owed;
    }

    /** @return the answer as it came, or why there is none */
    public final Future<JsonObject> ask(Event event) {
        return answer(event, event.common().turn().budget()).recover(cause -> {
            if (isSilence(cause)) {
                owed = true;
            }
            return Future.failedFuture(cause);
        });
    }

    /** Whether an ask failed because no answer came, rather than because the plugin answered that it failed. */
    public static boolean isSilence(Throwable cause) {
        return cause instanceof ReplyException reply && reply.failureType() != ReplyFailure.RECIPIENT_FAILURE;
    }

    public final void send(Event event) {
        vertx.eventBus().send(manifest().address(), written(event));
    }

    Future<JsonObject> answer(Event event, long budget) {
        return vertx.eventBus()
                .<JsonObject>request(manifest().address(), written(event), new DeliveryOptions().setSendTimeout(budget))
                .map(reply -> throughText(reply.body()));
    }

    /** A newer contract may have a field more in each event, and readers ignore it. */
    private static JsonObject written(Event event) {
        JsonObject json = throughText(event.toJson());
        json.getJsonObject("client").put("later", "a field of a newer contract");
        return json.put("later", new JsonObject().put("field", "of a newer contract"));
    }

    /** As it would arrive from another node: buffers are text, and nothing is shared. */
    public static JsonObject throughText(JsonObject json) {
        return new JsonObject(json.toBuffer());
    }
}
