package dev.postern.contract.wire;

import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.EffectKind;
import dev.postern.contract.Stage;
import io.vertx.core.json.EncodeException;
import java.util.EnumSet;
import java.util.Set;

/** The rules on answers, beyond those that no answer can be built against: what may be said at a stage. */
public final class DecisionRules {
    private static final Set<EffectKind> REPEATABLE =
            EnumSet.of(EffectKind.SEND, EffectKind.HEADER, EffectKind.ADD, EffectKind.REMOVE);

    private DecisionRules() {}

    /**
     * What keeps a decision from being an answer at a stage: a decision, a hold or an effect that the stage does not allow, an effect
     * given twice ({@code send}, {@code header}, {@code add}, {@code remove} and at {@code content} {@code recipient} may
     * repeat), data that is larger than {@link Effect#DATA_LIMIT} or given at a concurrent stage.
     *
     * @param declared by the group that answers, or null where that is not known
     * @return null if nothing does
     */
    public static String objection(Decision decision, Stage stage, Declaration declared) {
        if (!stage.allows(decision.kind())) {
            return "decision '" + decision.kind().key() + "' is not allowed at " + stage.key();
        }
        if (decision instanceof Decision.Challenge challenge
                && challenge.octets().length() > Decision.CHALLENGE_LIMIT) {
            return "a challenge of " + challenge.octets().length() + " octets, expected at most "
                    + Decision.CHALLENGE_LIMIT;
        }
        if (decision instanceof Decision.Reject reject && reject.hold() && !stage.allowsHold()) {
            return "'hold' is not allowed at " + stage.key();
        }
        Set<EffectKind> seen = EnumSet.noneOf(EffectKind.class);
        for (Effect effect : decision.effects()) {
            EffectKind kind = effect.kind();
            boolean repeatable = REPEATABLE.contains(kind) || kind == EffectKind.RECIPIENT && stage == Stage.CONTENT;
            String objection = !seen.add(kind) && !repeatable ? " is given twice" : toEffect(effect, stage, declared);
            if (objection != null) {
                return "effect '" + kind.key() + "'" + objection;
            }
        }
        return null;
    }

    private static String toEffect(Effect effect, Stage stage, Declaration declared) {
        if (!stage.allows(effect.kind())) {
            return " is not allowed at " + stage.key();
        }
        if (effect instanceof Effect.NewRecipient recipient && (recipient.of() == null) == (stage == Stage.CONTENT)) {
            return stage == Stage.CONTENT ? " needs 'of' at content" : " with 'of' is for content only";
        }
        if (!(effect instanceof Effect.Data data)) {
            return null;
        }
        return declared != null && declared.concurrent().contains(stage)
                ? " is not allowed at " + stage.key() + ", which is concurrent"
                : toData(data);
    }

    /** In one JVM data comes by reference, and may hold what JSON cannot. */
    private static String toData(Effect.Data data) {
        try {
            boolean fits = data.data().toBuffer().length() <= Effect.DATA_LIMIT;
            return fits ? null : " is larger than " + Effect.DATA_LIMIT + " octets";
        } catch (EncodeException e) {
            return " cannot be written as JSON";
        }
    }
}
