package dev.postern.testkit;

import dev.postern.contract.Decision;
import dev.postern.contract.Declaration;
import dev.postern.contract.MalformedException;
import dev.postern.contract.Stage;
import io.vertx.core.json.JsonObject;

/** Reads what a plugin answered as strictly as a server does. */
final class Answer {
    private Answer() {}

    /** @throws MalformedException if a server would not take this answer at this stage */
    static Decision read(JsonObject json, Stage stage, Declaration declaration) {
        Decision decision = Decision.fromJson(json);
        String objection = decision.objection(stage, declaration);
        if (objection != null) {
            throw new MalformedException(objection);
        }
        return decision;
    }
}
