package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;

/**
 * What one group answered at one occasion, for observers.
 *
 * @param group who was asked
 * @param instance the address of the instance or desk, or null if there was none
 * @param decision the decision's kind, as {@code pass}; after a failure what the group's failure policy made of it
 * @param milliseconds from the ask to the answer
 * @param attempt 0 at first
 * @param failure null, or {@code no-instance}, {@code timeout}, {@code exception}, {@code malformed}, {@code overload}
 */
public record Verdict(
        String group, String instance, String decision, double milliseconds, int attempt, String failure) {
    JsonObject toJson() {
        JsonObject json = new JsonObject().put("group", group);
        Json.put(json, "instance", instance)
                .put("decision", decision)
                .put("milliseconds", milliseconds)
                .put("attempt", attempt);
        return Json.put(json, "failure", failure);
    }

    static Verdict fromJson(JsonObject json) {
        Double milliseconds = json.getDouble("milliseconds");
        return new Verdict(
                json.getString("group"),
                json.getString("instance"),
                json.getString("decision"),
                milliseconds == null ? 0 : milliseconds,
                Json.integer(json, "attempt", 0),
                json.getString("failure"));
    }
}
