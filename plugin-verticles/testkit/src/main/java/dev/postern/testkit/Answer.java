package dev.postern.testkit;

import dev.postern.contract.Decision;
import dev.postern.contract.Declaration;
import dev.postern.contract.Effect;
import dev.postern.contract.MalformedException;
import dev.postern.contract.Stage;
import io.vertx.core.json.JsonObject;

/** Reads what a plugin answered as strictly as a server does. */
final class Answer {
    private Answer() {}

    /** @throws MalformedException if a server would not take this answer at this stage */
    static Decision read(JsonObject json, Stage stage, Declaration declaration) {
        Decision decision = Decision.fromJson(json);
        require(
                stage.allows(decision.kind()),
                "decision '" + decision.kind().key() + "' at stage '" + stage.key() + "'");
        if (decision instanceof Decision.Reject reject) {
            require(!reject.hold() || stage.allowsHold(), "a refusal on hold at stage '" + stage.key() + "'");
        }
        for (Effect effect : decision.effects()) {
            requireAllowed(effect, stage, declaration);
        }
        return decision;
    }

    private static void requireAllowed(Effect effect, Stage stage, Declaration declaration) {
        require(stage.allows(effect.kind()), "effect '" + effect.kind().key() + "' at stage '" + stage.key() + "'");
        if (effect instanceof Effect.Data data) {
            require(
                    !declaration.concurrent().contains(stage),
                    "effect 'data' at stage '" + stage.key() + "', which is concurrent");
            int octets = data.data().toBuffer().length();
            require(octets <= Effect.DATA_LIMIT, octets + " octets of data, expected at most " + Effect.DATA_LIMIT);
        }
    }

    private static void require(boolean allowed, String what) {
        if (!allowed) {
            throw new MalformedException("not allowed: " + what);
        }
    }
}
