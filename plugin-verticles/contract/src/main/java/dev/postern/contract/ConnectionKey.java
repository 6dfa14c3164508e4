package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;

/**
 * All that a group needs to command a live connection: small enough to be kept in the plugin's own store, and good on any
 * node, in any verticle, until the connection's {@code close}. Whoever has it speaks for the group.
 *
 * @param commands the address that takes commands for the connection
 * @param connection its id
 * @param key says which group speaks: 128 random bits, base64url
 */
public record ConnectionKey(String commands, String connection, String key) {
    /** @throws MalformedException if a part is missing */
    public ConnectionKey {
        Json.required("commands", commands);
        Json.required("connection", connection);
        Json.required("key", key);
    }

    /**
     * That of an event that the group was asked or sent.
     *
     * @throws MalformedException if the event was told: it has no key
     */
    public static ConnectionKey of(Event event) {
        EventHeader.Ask turn = event.common().turn();
        return new ConnectionKey(turn.commands(), event.connection(), turn.key());
    }

    /** Without the key: a record's text may end in a log. */
    @Override
    public String toString() {
        return "ConnectionKey[" + connection + "]";
    }

    /** With the key. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("commands", commands)
                .put("connection", connection)
                .put("key", key);
    }

    /** @throws MalformedException if a part is missing */
    public static ConnectionKey fromJson(JsonObject json) {
        return new ConnectionKey(json.getString("commands"), json.getString("connection"), json.getString("key"));
    }
}
