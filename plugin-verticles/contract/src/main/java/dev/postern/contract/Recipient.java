package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One forward-path of a transaction with the parameters of its RCPT.
 *
 * @param address where the message goes; the domain is empty for {@code <Postmaster>}
 * @param original what the client gave, if a plugin has rewritten the address; else the same
 * @param parameters keyword in upper case to value; the value is empty where the client gave none
 * @param inbox the group that is to take the message for this recipient, or null while that is open
 */
public record Recipient(Address address, Address original, Map<String, String> parameters, String inbox) {
    public Recipient {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    public Recipient(Address address, Map<String, String> parameters) {
        this(address, address, parameters, null);
    }

    public Recipient withInbox(String group) {
        return new Recipient(address, original, parameters, group);
    }

    /** Rewritten; the original stays. */
    public Recipient withAddress(Address other) {
        return new Recipient(other, original, parameters, inbox);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("address", address.toJson())
                .put("original", original.toJson())
                .put("parameters", Json.object(parameters));
        return Json.put(json, "inbox", inbox);
    }

    static Recipient fromJson(JsonObject json) {
        Address address = Json.required("address", Json.object(json, "address", Address::fromJson));
        Address original = Json.object(json, "original", Address::fromJson);
        return new Recipient(
                address, original == null ? address : original, Json.map(json, "parameters"), json.getString("inbox"));
    }
}
