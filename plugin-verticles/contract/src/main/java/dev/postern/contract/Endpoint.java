package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;

/**
 * One end of a TCP connection.
 *
 * @param address the IP address as text, {@code 192.0.2.7} or {@code 2001:db8::7}
 * @param port 0 to 65535
 */
public record Endpoint(String address, int port) {
    JsonObject toJson() {
        return new JsonObject().put("address", address).put("port", port);
    }

    static Endpoint fromJson(JsonObject json) {
        return new Endpoint(Json.required("address", json.getString("address")), Json.integer(json, "port", 0));
    }

    /** {@code 192.0.2.7:25}, or {@code [2001:db8::7]:25}. */
    @Override
    public String toString() {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
