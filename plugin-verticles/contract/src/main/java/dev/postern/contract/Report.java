package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A fact: what happened, what the client was answered, and who had decided so. Nothing can be answered to it.
 *
 * @param event without credentials, content, keys and data
 * @param reply the reply sent, or null where none was (a connection that is lost, {@code reset}, {@code close})
 * @param verdicts of the groups asked, in the order of their answers; empty if none was
 */
public record Report(Event event, Reply reply, List<Verdict> verdicts) {
    public Report {
        event = event.told();
        verdicts = List.copyOf(verdicts);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("v", EventHeader.VERSION).put("event", event.toJson());
        Json.put(json, "reply", reply == null ? null : reply.toJson());
        return json.put("verdicts", Json.array(verdicts, Verdict::toJson));
    }

    /** @throws MalformedException if it is not a told event */
    public static Report fromJson(JsonObject json) {
        try {
            return new Report(
                    Event.fromJson(Json.required("event", json.getJsonObject("event"))),
                    Json.object(json, "reply", Reply::fromJson),
                    Json.objects(json, "verdicts", Verdict::fromJson));
        } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
            throw new MalformedException("not a told event: " + e.getMessage(), e);
        }
    }
}
