package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reverse-path of a transaction with the parameters of its MAIL.
 *
 * @param address where notifications go; {@link Address#EMPTY} for {@code <>}
 * @param original what the client gave, if a plugin has rewritten the address; else the same
 * @param parameters keyword in upper case to value, in the order given; the value is empty where the client gave none
 */
public record Sender(Address address, Address original, Map<String, String> parameters) {
    public Sender {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    public Sender(Address address, Map<String, String> parameters) {
        this(address, address, parameters);
    }

    /** Rewritten; the original stays. */
    public Sender withAddress(Address other) {
        return new Sender(other, original, parameters);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("address", address.toJson())
                .put("original", original.toJson())
                .put("parameters", Json.object(parameters));
    }

    static Sender fromJson(JsonObject json) {
        Address address = Json.required("address", Json.object(json, "address", Address::fromJson));
        Address original = Json.object(json, "original", Address::fromJson);
        return new Sender(address, original == null ? address : original, Json.map(json, "parameters"));
    }
}
