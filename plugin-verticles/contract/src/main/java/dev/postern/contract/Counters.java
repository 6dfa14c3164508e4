package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;

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
