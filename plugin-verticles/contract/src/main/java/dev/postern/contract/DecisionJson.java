package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Decisions as JSON. They are read strictly: every field must be known, and every part that a decision needs must be there. */
final class DecisionJson {
    private DecisionJson() {}

    static Decision read(JsonObject json) {
        try {
            Integer version = Json.whole(json, "v");
            if (version != null && version != EventHeader.VERSION) {
                throw new MalformedException("a decision with v " + version + ", expected " + EventHeader.VERSION);
            }
            DecisionKind kind = DecisionKind.of(Json.required("decision", json.getString("decision")));
            Decision decision = read(kind, json);
            Json.requireKnown(
                    "decision '" + kind.key() + "'", json, decision.toJson().put("effects", new JsonArray()));
            return decision;
        } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
            throw new MalformedException("not a decision: " + e.getMessage(), e);
        }
    }

    private static Decision read(DecisionKind kind, JsonObject json) {
        List<Effect> effects = Json.objects(json, "effects", Effect::fromJson);
        return switch (kind) {
            case PASS -> new Decision.Pass(effects);
            case ACCEPT -> new Decision.Accept(effects);
            case REJECT -> new Decision.Reject(Reply.fromJson(json), Json.flag(json, "hold"), effects);
            case DISCARD -> new Decision.Discard(effects);
            case CHALLENGE -> new Decision.Challenge(json.getBuffer("octets"), effects);
            case DELIVERED -> new Decision.Delivered(Json.objects(json, "results", DeliveryResult::fromJson), effects);
            case RETRY -> new Decision.Retry(effects);
            case FAILED -> new Decision.Failed(json.getString("text")).withEffects(effects);
        };
    }

    static JsonObject write(Decision decision) {
        JsonObject json = new JsonObject()
                .put("v", EventHeader.VERSION)
                .put("decision", decision.kind().key());
        if (decision instanceof Decision.Reject reject) {
            json.mergeIn(reject.reply().toJson()).put("hold", reject.hold());
        } else if (decision instanceof Decision.Challenge challenge) {
            json.put("octets", challenge.octets());
        } else if (decision instanceof Decision.Delivered delivered) {
            json.put("results", Json.array(delivered.results(), DeliveryResult::toJson));
        } else if (decision instanceof Decision.Failed failed) {
            return json.put("text", failed.text());
        }
        return json.put("effects", Json.array(decision.effects(), Effect::toJson));
    }
}
