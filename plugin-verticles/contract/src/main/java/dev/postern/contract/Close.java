package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;

/**
 * The connection is gone and none of its asks is open; the last event, exactly once.
 *
 * @param reason {@code quit}, {@code lost}, {@code refused}, {@code timeout}, {@code shutdown},
 *     {@code disconnected} (by command) or {@code error}
 */
public record Close(EventHeader common, String reason, Counters counters) implements Event {
    @Override
    public Stage stage() {
        return Stage.CLOSE;
    }

    @Override
    public Close with(EventHeader other) {
        return new Close(other, reason, counters);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("reason", reason).put("counters", counters.toJson());
    }

    /**
     * What a connection came to.
     *
     * @param milliseconds from accept to close
     * @param received octets from the client
     * @param sent octets to the client
     * @param commands command lines
     * @param transactions MAIL commands that got 250
     * @param messages transactions taken
     */
    public record Counters(long milliseconds, long received, long sent, int commands, int transactions, int messages) {
        JsonObject toJson() {
            return new JsonObject()
                    .put("milliseconds", milliseconds)
                    .put("received", received)
                    .put("sent", sent)
                    .put("commands", commands)
                    .put("transactions", transactions)
                    .put("messages", messages);
        }

        static Counters of(JsonObject event) {
            JsonObject json = Json.child(event, "counters");
            return new Counters(
                    Json.number(json, "milliseconds", 0),
                    Json.number(json, "received", 0),
                    Json.number(json, "sent", 0),
                    Json.integer(json, "commands", 0),
                    Json.integer(json, "transactions", 0),
                    Json.integer(json, "messages", 0));
        }
    }
}
