package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * The client wants to log in (RFC 4954): with complete credentials, or with one step of an exchange.
 *
 * @param mechanism the SASL mechanism in upper case, as {@code PLAIN}
 * @param credentials what PLAIN and LOGIN gave, or null for another mechanism and when told
 * @param response the octets of this step of another mechanism, or null
 */
public record Authenticate(EventHeader common, String mechanism, Credentials credentials, Buffer response)
        implements Event {
    /**
     * A name and a password (RFC 4616).
     *
     * @param authorization the identity to act as, or null for the user's own
     * @param user the name that logs in
     * @param password in clear
     */
    public record Credentials(String authorization, String user, String password) {
        JsonObject toJson() {
            JsonObject json = new JsonObject();
            return Json.put(json, "authorization", authorization)
                    .put("user", user)
                    .put("password", password);
        }

        static Credentials fromJson(JsonObject json) {
            return new Credentials(
                    json.getString("authorization"),
                    Json.required("user", json.getString("user")),
                    Json.required("password", json.getString("password")));
        }

        /** Without the password: a record's text may end in a log. */
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    @Override
    public Stage stage() {
        return Stage.AUTHENTICATE;
    }

    @Override
    public Authenticate with(EventHeader other) {
        return new Authenticate(other, mechanism, credentials, response);
    }

    @Override
    public Event told() {
        return new Authenticate(common.with(EventHeader.Ask.NONE), mechanism, null, null);
    }

    @Override
    public JsonObject arguments() {
        JsonObject json = new JsonObject().put("mechanism", mechanism);
        Json.put(json, "credentials", credentials == null ? null : credentials.toJson());
        return Json.put(json, "response", response);
    }

    static Authenticate fromJson(EventHeader common, JsonObject json) {
        return new Authenticate(
                common,
                Json.required("mechanism", json.getString("mechanism")),
                Json.object(json, "credentials", Credentials::fromJson),
                json.getBuffer("response"));
    }

    @Override
    public String toString() {
        return "Authenticate[" + common.occasion() + ", " + mechanism + "]";
    }
}
