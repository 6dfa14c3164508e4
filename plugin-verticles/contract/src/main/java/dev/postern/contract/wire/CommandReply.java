package dev.postern.contract.wire;

import dev.postern.contract.ConnectionData;
import dev.postern.contract.ConnectionInfo;
import dev.postern.contract.Tls;
import dev.postern.contract.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** The replies of commands in JSON form, as the owner of a connection gives them; that of {@code info} is {@link ConnectionInfo}. */
public final class CommandReply {
    private CommandReply() {}

    /** Of {@code setAuthenticated} and {@code disconnect}: done. */
    public static JsonObject done() {
        return new JsonObject();
    }

    /** Of {@code send}: how many octets were written. */
    public static JsonObject written(int octets) {
        return new JsonObject().put("written", octets);
    }

    /** Of {@code authenticated}; null is nobody. */
    public static JsonObject user(String user) {
        return Json.put(new JsonObject(), "user", user);
    }

    /** Of {@code secure}; null in clear text. */
    public static JsonObject tls(Tls tls) {
        return Json.put(new JsonObject(), "tls", tls == null ? null : tls.toJson());
    }

    /** Of {@code data}. */
    public static JsonObject data(ConnectionData state) {
        return new JsonObject().put("data", state.json()).put("revision", state.revision());
    }

    /** Of {@code setData}: the revision that the data has now. */
    public static JsonObject revision(ConnectionData state) {
        return new JsonObject().put("revision", state.revision());
    }

    /** Of {@code content}. */
    public static JsonObject octets(Buffer octets) {
        return new JsonObject().put("octets", octets);
    }
}
