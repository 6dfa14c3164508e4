package dev.postern.contract.wire;

import dev.postern.contract.EventHeader;
import io.vertx.core.json.JsonObject;

/**
 * What a node of SMTP servers says of itself: {@code hello} at its start and every second, {@code bye} when its last connection
 * is closed. One that falls silent without {@code bye} is dead, and the end of its connections is told by {@code gone} alone.
 *
 * @param server the server's version, for people
 * @param node its id, with which the ids of its connections begin
 */
public record ServerHello(String server, String node) {
    /** The message {@code hello}. */
    public JsonObject hello() {
        return saying("hello").put("server", server).put("node", node);
    }

    /** The message {@code bye}. */
    public JsonObject bye() {
        return saying("bye").put("server", server).put("node", node);
    }

    /** The message {@code gone}, said by whoever notices it first. */
    public static JsonObject gone(String node) {
        return saying("gone").put("node", node);
    }

    private static JsonObject saying(String what) {
        return new JsonObject().put("v", EventHeader.VERSION).put("say", what);
    }
}
