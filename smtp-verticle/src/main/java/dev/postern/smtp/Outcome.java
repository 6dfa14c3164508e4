package dev.postern.smtp;

import dev.postern.contract.Effect;
import dev.postern.contract.Reply;
import dev.postern.contract.Verdict;
import java.util.List;

/**
 * What a chain came to at one occasion.
 *
 * @param decision the strongest that was given
 * @param by the group that spoke it, or null if all passed
 * @param refusal the reply of a refusal, or null
 * @param opened whether a group that admits has accepted
 * @param failed whether a group failed and its policy let that pass
 * @param effects what was asked for beside, in conf order; none of a refused stage
 * @param verdicts of all groups asked
 */
record Outcome(
        Kind decision,
        String by,
        Reply refusal,
        boolean opened,
        boolean failed,
        List<Effect> effects,
        List<Verdict> verdicts) {
    /** Nobody was asked. */
    static final Outcome NOBODY = new Outcome(Kind.PASS, null, null, false, false, List.of(), List.of());

    /** The decisions that can settle a stage, the weakest first. */
    enum Kind {
        PASS,
        ACCEPT,
        DISCARD,
        REFUSE
    }

    boolean isRefusal() {
        return decision == Kind.REFUSE;
    }

    boolean isAccept() {
        return decision == Kind.ACCEPT;
    }

    boolean isDiscard() {
        return decision == Kind.DISCARD;
    }

    /** A positive reply with what the effect {@code reply} makes of it; the last one in conf order counts. */
    Reply shape(Reply reply) {
        return shape(effects, reply);
    }

    static Reply shape(List<Effect> effects, Reply reply) {
        Reply shaped = reply;
        for (Effect effect : effects) {
            if (effect instanceof Effect.ReplyText text) {
                shaped = reply.withText(text.status(), text.text());
            }
        }
        return shaped;
    }

    /** The inbox that an effect names, or null. */
    String inbox() {
        String inbox = null;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Inbox named) {
                inbox = named.group();
            }
        }
        return inbox;
    }

    /** The last word on who the client is, or null if nothing was said. */
    Effect.Authenticated authenticated() {
        Effect.Authenticated last = null;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Authenticated said) {
                last = said;
            }
        }
        return last;
    }
}
