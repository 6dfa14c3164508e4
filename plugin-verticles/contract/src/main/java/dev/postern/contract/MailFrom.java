package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/** MAIL: {@link #sender()} is the reverse-path in question, with its parameters. */
public record MailFrom(EventHeader common) implements Event {
    @Override
    public Stage stage() {
        return Stage.MAILFROM;
    }

    @Override
    public MailFrom with(EventHeader other) {
        return new MailFrom(other);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject();
    }
}
