package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * RCPT.
 *
 * @param recipient the forward-path in question, with its parameters
 */
public record RcptTo(EventHeader common, Recipient recipient) implements Event {
    @Override
    public Stage stage() {
        return Stage.RCPTTO;
    }

    @Override
    public RcptTo with(EventHeader other) {
        return new RcptTo(other, recipient);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("recipient", recipient.toJson());
    }
}
