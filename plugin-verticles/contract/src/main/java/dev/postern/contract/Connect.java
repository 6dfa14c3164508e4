package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/** A client has connected: TCP accepted, before TLS and banner. */
public record Connect(EventHeader common) implements Event {
    @Override
    public Stage stage() {
        return Stage.CONNECT;
    }

    @Override
    public Connect with(EventHeader other) {
        return new Connect(other);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject();
    }
}
