package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;

/**
 * A verb that a manifest names: an unknown one, VRFY, NOOP, HELP. QUIT is told only.
 *
 * @param verb in upper case
 * @param argument what followed it on the line, or null
 */
public record Verb(EventHeader common, String verb, String argument) implements Event {
    @Override
    public Stage stage() {
        return Stage.VERB;
    }

    @Override
    public Verb with(EventHeader other) {
        return new Verb(other, verb, argument);
    }

    @Override
    public JsonObject arguments() {
        return Json.put(new JsonObject().put("verb", verb), "argument", argument);
    }
}
