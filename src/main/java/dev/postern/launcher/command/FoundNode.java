package dev.postern.launcher.command;

import io.vertx.core.json.JsonObject;

/**
 * A node whose control interface was found.
 *
 * @param id null if it has no socket to tell it, and does not answer
 * @param status what it says of itself; empty if it does not answer
 * @param trouble why it does not answer; null if it does
 */
record FoundNode(ControlClient client, String id, JsonObject status, String trouble) {
    static FoundNode answering(ControlClient client, JsonObject status) {
        return new FoundNode(client, status.getJsonObject("node").getString("id"), status, null);
    }

    String name() {
        return status.getJsonObject("node", new JsonObject()).getString("name", "?");
    }

    boolean isCalled(String nameOrId) {
        return nameOrId.equals(id) || nameOrId.equals(name());
    }

    /** For people. */
    String label() {
        return "node " + name() + " (" + id + ")";
    }

    /** In a list of several. */
    JsonObject brief() {
        return new JsonObject()
                .put("id", id)
                .put("name", name())
                .put("state", trouble == null ? status.getString("state") : trouble)
                .put("runs", status.getJsonArray("runs"));
    }
}
