package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/** TLS is established; {@link Client#tls()} tells of it. */
public record Secure(Common common) implements Event {
    @Override
    public Stage stage() {
        return Stage.SECURE;
    }

    @Override
    public Secure with(Common other) {
        return new Secure(other);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject();
    }
}
