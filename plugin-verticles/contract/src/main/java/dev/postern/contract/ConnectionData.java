package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * A group's own data on one connection. The server keeps it and sends it with every event to that group, so that instances
 * hold nothing.
 *
 * @param json what the group set last; empty at first. At most 64 KiB encoded
 * @param revision counts the changes, from 0
 */
public record ConnectionData(JsonObject json, long revision) {
    /** What a group has before it set anything. */
    public static final ConnectionData NONE = new ConnectionData(new JsonObject(), 0);

    public ConnectionData {
        json = json.copy();
    }

    /** A copy: changing it changes nothing here. */
    @Override
    public JsonObject json() {
        return json.copy();
    }
}
