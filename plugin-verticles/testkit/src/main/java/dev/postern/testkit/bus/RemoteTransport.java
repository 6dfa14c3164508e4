package dev.postern.testkit.bus;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.testkit.Answer;
import dev.postern.testkit.PluginFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/** The way to a desk and back, as between two nodes. */
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

    /** @return fails with {@link PluginFailure} where a server would see the group fail */
    public final Future<Decision> ask(Event event) {
        long budget = event.common().turn().budget();
        return answer(event, budget)
                .map(json -> Answer.read(json, event, manifest().declaration()))
                .compose(RemoteTransport::unlessFailed)
                .recover(cause -> Future.failedFuture(failure(cause, budget)));
    }

    public final void send(Event event) {
        vertx.eventBus().send(manifest().address(), written(event));
    }

    /** @return the answer as it came, or why there is none */
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

    private static Future<Decision> unlessFailed(Decision decision) {
        return decision instanceof Decision.Failed failed
                ? Future.failedFuture(new PluginFailure(PluginFailure.Kind.EXCEPTION, failed.text(), null))
                : Future.succeededFuture(decision);
    }

    private PluginFailure failure(Throwable cause, long budget) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            boolean unread = reply.failureCode() == AskErrors.MALFORMED;
            PluginFailure.Kind kind = unread ? PluginFailure.Kind.MALFORMED : PluginFailure.Kind.EXCEPTION;
            return new PluginFailure(kind, reply.getMessage(), cause);
        }
        if (cause instanceof PluginFailure failed) {
            return failed;
        }
        if (cause instanceof ReplyException) {
            owed = true;
            return new PluginFailure(PluginFailure.Kind.TIMEOUT, "no answer within " + budget + " ms", cause);
        }
        return new PluginFailure(PluginFailure.Kind.MALFORMED, cause.getMessage(), cause);
    }
}
