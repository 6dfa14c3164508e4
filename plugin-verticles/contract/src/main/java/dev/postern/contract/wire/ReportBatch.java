package dev.postern.contract.wire;

import dev.postern.contract.EventHeader;
import dev.postern.contract.Report;
import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * Facts of one server for the observers of another node, in the order in which they happened: a request to
 * {@link Addresses#relay}, answered with {@link #acknowledgement()} once they are handed on. Nothing is sent twice.
 *
 * @param facts as {@link Report#toJson()}; not to be changed any more
 */
public record ReportBatch(List<JsonObject> facts) {
    public ReportBatch {
        facts = List.copyOf(facts);
    }

    public JsonObject toJson() {
        return new JsonObject().put("v", EventHeader.VERSION).put("facts", Json.array(facts, fact -> fact));
    }

    /** @throws MalformedException if it is not a batch, or one of another version of the contract */
    public static ReportBatch fromJson(JsonObject json) {
        try {
            if (!Integer.valueOf(EventHeader.VERSION).equals(json.getValue("v"))) {
                throw new MalformedException(
                        "a batch with v " + json.getValue("v") + ", expected " + EventHeader.VERSION);
            }
            return new ReportBatch(Json.objects(json, "facts", fact -> fact));
        } catch (ClassCastException | NullPointerException e) {
            throw new MalformedException("not a batch of facts: " + e.getMessage(), e);
        }
    }

    /** The facts that can be read: one of a stage that this code does not know is left out, the others stand. */
    public List<Report> told() {
        return facts.stream().flatMap(ReportBatch::read).toList();
    }

    private static Stream<Report> read(JsonObject fact) {
        try {
            return Stream.of(Report.fromJson(fact));
        } catch (MalformedException e) {
            // Of a newer contract, most likely: nobody here could want it.
            return Stream.empty();
        }
    }

    /** The answer to a batch. */
    public static JsonObject acknowledgement() {
        return new JsonObject().put("v", EventHeader.VERSION);
    }
}
