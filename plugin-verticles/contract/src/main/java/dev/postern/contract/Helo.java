package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * The client introduces itself. {@link Client#name()} still is the name given before, if any.
 *
 * @param verb {@code EHLO}, {@code HELO} or {@code LHLO}
 * @param name the domain or address literal given with it
 */
public record Helo(EventHeader common, String verb, String name) implements Event {
    @Override
    public Stage stage() {
        return Stage.HELO;
    }

    @Override
    public Helo with(EventHeader other) {
        return new Helo(other, verb, name);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("verb", verb).put("name", name);
    }
}
