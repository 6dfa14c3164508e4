package dev.postern.testkit;

import dev.postern.contract.Decision;
import dev.postern.contract.DecisionKind;
import dev.postern.contract.Event;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.DecisionRules;
import dev.postern.contract.wire.Declaration;
import io.vertx.core.json.JsonObject;

/** Reads what a plugin answered as strictly as a server does. */
public final class Answer {
    /** How often an occasion may be asked again because a plugin said {@code retry}. */
    private static final int ROUNDS = 3;

    private Answer() {}

    /** @throws MalformedException if a server would not take this answer to this event */
    public static Decision read(JsonObject json, Event event, Declaration declaration) {
        Decision decision = Decision.fromJson(json);
        String objection = DecisionRules.objection(decision, event.stage(), declaration);
        if (objection != null) {
            throw new MalformedException(objection);
        }
        if (decision.kind() == DecisionKind.RETRY && event.round() >= ROUNDS) {
            throw new MalformedException("decision 'retry' in round " + event.round()
                    + ", expected another: an occasion is " + "asked again " + ROUNDS + " times");
        }
        return decision;
    }
}
