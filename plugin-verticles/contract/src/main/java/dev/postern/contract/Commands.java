package dev.postern.contract;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/**
 * Requests on a live connection, to the instance of the SMTP verticle that owns it: {@code {v, command, connection, key,
 * arguments}}. They fail with a {@link CommandFailure}'s code, and never hang.
 */
final class Commands {
    private Commands() {}

    static Future<JsonObject> request(
            Vertx vertx, Event event, String command, JsonObject arguments, DeliveryOptions options) {
        Turn turn = event.common().turn();
        if (turn.commands() == null) {
            return Future.failedFuture(CommandFailure.FORBIDDEN.because("the event has no key"));
        }
        JsonObject request = new JsonObject()
                .put("v", Common.VERSION)
                .put("command", command)
                .put("connection", event.connection())
                .put("key", turn.key())
                .put("arguments", arguments);
        return vertx.eventBus()
                .<JsonObject>request(turn.commands(), request, options)
                .map(Message::body)
                .recover(failure -> Future.failedFuture(named(failure)));
    }

    private static Throwable named(Throwable failure) {
        if (failure instanceof ReplyException reply && reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) {
            return CommandFailure.NO_ANSWER.because(reply.getMessage());
        }
        return failure;
    }
}
