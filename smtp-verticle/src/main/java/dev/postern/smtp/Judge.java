package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Stage;
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
    /** In plain SMTP a recipient has no reply of its own after the message. */
    private static final Set<Effect.Kind> NOT_AT_MESSAGE = EnumSet.of(Effect.Kind.REPLY, Effect.Kind.INBOX);

    private Judge() {}

    /** Null if the decision may be given here, else what is wrong with it. */
    static String objection(Link link, Stage stage, Decision decision) {
        String objection = decision.objection(stage, null);
        if (objection != null) {
            return objection;
        }
        if (!WORKING.contains(decision.kind())) {
            return "decision '" + decision.kind().key() + "' is not supported by this server yet";
        }
        if (decision instanceof Decision.Reject reject && reject.hold()) {
            return "'hold' is not supported by this server yet";
        }
        for (Effect effect : decision.effects()) {
            Effect.Kind kind = effect.kind();
            if (!works(kind, stage)) {
                return "effect '" + kind.key() + "' is not supported by this server yet at " + stage.key();
            }
            if (!link.mayUse(kind.key())) {
                return "effect '" + kind.key() + "' is not among what the group may do ("
                        + String.join(", ", link.may()) + ")";
            }
        }
        return null;
    }

    private static boolean works(Effect.Kind kind, Stage stage) {
        return WORKING_EFFECTS.contains(kind) && !(stage == Stage.MESSAGE && NOT_AT_MESSAGE.contains(kind));
    }
}
