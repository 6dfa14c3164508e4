package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * The message as one recipient is to get it; asked once for each recipient, after {@code content}.
 *
 * @param recipient whose verdict this is
 * @param content the same octets as at {@code content}; never inline
 */
public record Message(EventHeader common, Recipient recipient, ContentReference content) implements Event {
    @Override
    public Stage stage() {
        return Stage.MESSAGE;
    }

    @Override
    public Message with(EventHeader other) {
        return new Message(other, recipient, content);
    }

    @Override
    public Event told() {
        return new Message(common.with(EventHeader.Ask.NONE), recipient, content.told());
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("recipient", recipient.toJson()).put("content", content.toJson());
    }
}
