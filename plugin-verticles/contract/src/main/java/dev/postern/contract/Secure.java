package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/** TLS is established; {@link Client#tls()} tells of it. */
public record Secure(EventHeader common) implements Event {
    @Override
    public Stage stage() {
        return Stage.SECURE;
    }

    @Override
    public Secure with(EventHeader other) {
        return new Secure(other);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject();
    }
}
