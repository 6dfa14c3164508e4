package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * The whole message is here; asked once per transaction.
 *
 * @param content exactly the octets that the client sent, dot-unstuffed
 */
public record Content(EventHeader common, ContentReference content) implements Event {
    @Override
    public Stage stage() {
        return Stage.CONTENT;
    }

    @Override
    public Content with(EventHeader other) {
        return new Content(other, content);
    }

    @Override
    public Event told() {
        return new Content(common.with(EventHeader.Ask.NONE), content.told());
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("content", content.toJson());
    }
}
