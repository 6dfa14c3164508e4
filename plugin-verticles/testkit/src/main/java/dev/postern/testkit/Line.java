package dev.postern.testkit;

import dev.postern.contract.Answers;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Manifest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/** The way to a desk and back, as between two nodes. */
final class Line {
    private final Vertx vertx;
    private final Manifest manifest;
    private volatile boolean owed;

    Line(Vertx vertx, Manifest manifest) {
        this.vertx = vertx;
        this.manifest = manifest;
    }

    Manifest manifest() {
        return manifest;
    }

    /** Whether the plugin has left an ask without an answer. */
    boolean isOwed() {
        return owed;
    }

    /** @return fails with {@link PluginFailure} where a server would see the group fail */
    Future<Decision> ask(Event event) {
        long budget = event.common().turn().budget();
        return vertx.eventBus()
                .<JsonObject>request(
                        manifest.address(), throughText(event.toJson()), new DeliveryOptions().setSendTimeout(budget))
                .map(reply -> Answer.read(throughText(reply.body()), event, manifest.declaration()))
                .recover(cause -> Future.failedFuture(failure(cause, budget)));
    }

    void send(Event event) {
        vertx.eventBus().send(manifest.address(), throughText(event.toJson()));
    }

    /** As it would arrive from another node: buffers are text, and nothing is shared. */
    static JsonObject throughText(JsonObject json) {
        return new JsonObject(json.toBuffer());
    }

    private PluginFailure failure(Throwable cause, long budget) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            boolean unread = reply.failureCode() == Answers.MALFORMED;
            PluginFailure.Kind kind = unread ? PluginFailure.Kind.MALFORMED : PluginFailure.Kind.EXCEPTION;
            return new PluginFailure(kind, reply.getMessage(), cause);
        }
        if (cause instanceof ReplyException) {
            owed = true;
            return new PluginFailure(PluginFailure.Kind.TIMEOUT, "no answer within " + budget + " ms", cause);
        }
        return new PluginFailure(PluginFailure.Kind.MALFORMED, cause.getMessage(), cause);
    }
}
