package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Stage;
import io.vertx.core.json.EncodeException;
import java.util.EnumSet;
import java.util.Set;

/** Says whether an answer is one that the contract, this server and the configuration allow. */
final class Judge {
    private static final Set<Decision.Kind> WORKING = EnumSet.of(
            Decision.Kind.PASS,
            Decision.Kind.ACCEPT,
            Decision.Kind.REJECT,
            Decision.Kind.DISCARD,
            Decision.Kind.DELIVERED);
    private static final Set<Effect.Kind> WORKING_EFFECTS =
            EnumSet.of(Effect.Kind.DATA, Effect.Kind.AUTHENTICATED, Effect.Kind.REPLY, Effect.Kind.INBOX);

    private Judge() {}

    /** Null if the decision may be given here, else what is wrong with it. */
    static String objection(Link link, Stage stage, Decision decision) {
        Decision.Kind kind = decision.kind();
        if (!stage.allows(kind)) {
            return "decision '" + kind.key() + "' is not allowed at " + stage.key();
        }
        if (!WORKING.contains(kind)) {
            return "decision '" + kind.key() + "' is not supported by this server yet";
        }
        if (decision instanceof Decision.Reject reject && reject.hold()) {
            return stage.allowsHold()
                    ? "'hold' is not supported by this server yet"
                    : "'hold' is not allowed at " + stage.key();
        }
        return objectionToEffects(link, stage, decision);
    }

    private static String objectionToEffects(Link link, Stage stage, Decision decision) {
        Set<Effect.Kind> seen = EnumSet.noneOf(Effect.Kind.class);
        for (Effect effect : decision.effects()) {
            Effect.Kind kind = effect.kind();
            String name = "effect '" + kind.key() + "'";
            if (!stage.allows(kind)) {
                return name + " is not allowed at " + stage.key();
            }
            if (!WORKING_EFFECTS.contains(kind) || kind == Effect.Kind.INBOX && stage == Stage.MESSAGE) {
                return name + " is not supported by this server yet at " + stage.key();
            }
            if (!link.mayUse(kind.key())) {
                return name + " is not among what the group may do (" + String.join(", ", link.may()) + ")";
            }
            if (!seen.add(kind)) {
                return name + " is given twice";
            }
            String objection = effect instanceof Effect.Data data ? objection(data) : null;
            if (objection != null) {
                return name + objection;
            }
        }
        return null;
    }

    /** In one JVM data comes by reference, and may hold what JSON cannot. */
    private static String objection(Effect.Data data) {
        try {
            boolean fits = data.data().toBuffer().length() <= Effect.DATA_LIMIT;
            return fits ? null : " is larger than " + Effect.DATA_LIMIT + " octets";
        } catch (EncodeException e) {
            return " cannot be written as JSON";
        }
    }
}
