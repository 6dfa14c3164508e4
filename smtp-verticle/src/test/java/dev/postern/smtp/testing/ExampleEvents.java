package dev.postern.smtp.testing;

import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An event of any stage. */
public final class ExampleEvents {
    private ExampleEvents() {}

    public static Event at(Stage stage) {
        return Event.fromJson(json(stage));
    }

    public static Event inRound(Stage stage, int round) {
        return Event.fromJson(json(stage).put("round", round));
    }

    /** A client that has declared SMTPUTF8. */
    public static Event international(Stage stage) {
        JsonObject json = json(stage);
        json.getJsonObject("sender").put("parameters", new JsonObject().put("SMTPUTF8", ""));
        return Event.fromJson(json);
    }

    /** One step of an exchange. */
    public static Event response() {
        JsonObject json = json(Stage.AUTHENTICATE).put("mechanism", "SCRAM-SHA-256");
        json.remove("credentials");
        return Event.fromJson(json.put("response", "bixh"));
    }

    private static JsonObject json(Stage stage) {
        JsonObject recipient = new JsonObject().put("address", address("b", "example.org"));
        return new JsonObject()
                .put("stage", stage.key())
                .put("connection", "node-0-1")
                .put("transaction", "node-0-1-1")
                .put("sequence", 1)
                .put("client", new JsonObject())
                .put("sender", new JsonObject().put("address", address("a", "example.com")))
                .put("recipients", new JsonArray().add(recipient))
                .put("recipient", recipient)
                .put("name", "client.example.com")
                .put("verb", "XSHOUT")
                .put("mechanism", "PLAIN")
                .put("credentials", new JsonObject().put("user", "ann").put("password", "secret"))
                .put("content", new JsonObject().put("size", 0))
                .put("reason", "quit");
    }

    private static JsonObject address(String local, String domain) {
        return new JsonObject().put("local", local).put("domain", domain);
    }
}
