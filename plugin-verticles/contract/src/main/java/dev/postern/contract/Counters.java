package dev.postern.contract;

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
        JsonObject json = event.getJsonObject("counters", new JsonObject());
        return new Counters(
                json.getLong("milliseconds", 0L),
                json.getLong("received", 0L),
                json.getLong("sent", 0L),
                json.getInteger("commands", 0),
                json.getInteger("transactions", 0),
                json.getInteger("messages", 0));
    }
}
