package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/** DATA or the first BDAT, before the 354: sender and recipients are known, the message is not. */
public record Data(EventHeader common) implements Event {
    @Override
    public Stage stage() {
        return Stage.DATA;
    }

    @Override
    public Data with(EventHeader other) {
        return new Data(other);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject();
    }
}
