package dev.postern.smtp.chain;

import dev.postern.contract.Effect;
import dev.postern.contract.Reply;
import dev.postern.contract.Verdict;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * What a chain has decided at one occasion.
 *
 * @param ruling the strongest that was given
 * @param opened whether a group that admits has accepted
 * @param failed whether a group failed and its policy let that pass
 * @param effects what was asked for beside, in conf order; none of a refused stage
 * @param beforeReply what comes before the reply in any case
 * @param held a refusal that waits for RCPT, or null
 * @param verdicts of all groups asked, in the order of their answers
 */
public record Outcome(
        Ruling ruling,
        boolean opened,
        boolean failed,
        List<Effect> effects,
        BeforeReply beforeReply,
        Ruling held,
        List<Verdict> verdicts) {
    /** Nobody was asked. */
    public static final Outcome NOBODY = of(Ruling.PASS);

    /** What counts in order of strength, the weakest first. */
    enum Kind {
        PASS,
        ACCEPT,
        DISCARD,
        CHALLENGE,
        RETRY,
        REFUSE
    }

    /**
     * What settles a stage.
     *
     * @param verdict of the group that spoke it, or null if all passed
     * @param refusal the reply of a refusal, or null
     * @param challenge the octets of a challenge, or null
     */
    public record Ruling(Kind kind, Verdict verdict, Reply refusal, Buffer challenge) {
        public static final Ruling PASS = new Ruling(Kind.PASS, null, null, null);

        /** A refusal by the group of this verdict. */
        public static Ruling refuse(Verdict verdict, Reply refusal) {
            return new Ruling(Kind.REFUSE, verdict, refusal, null);
        }
    }

    /**
     * How the client is treated before it gets its reply.
     *
     * @param octets for the client, or null
     * @param delay milliseconds until the verdict has an effect
     */
    public record BeforeReply(Buffer octets, long delay) {
        public static final BeforeReply PLAIN = new BeforeReply(null, 0);

        BeforeReply and(List<Effect> effects) {
            BeforeReply joined = this;
            for (Effect effect : effects) {
                joined = joined.and(effect);
            }
            return joined;
        }

        private BeforeReply and(Effect effect) {
            if (effect instanceof Effect.Delay other) {
                return new BeforeReply(octets, Math.max(delay, other.milliseconds()));
            }
            return effect instanceof Effect.Send send ? new BeforeReply(join(octets, send.octets()), delay) : this;
        }
    }

    /** Nobody was asked, as this was clear before. */
    public static Outcome of(Ruling ruling) {
        return new Outcome(ruling, false, false, List.of(), BeforeReply.PLAIN, null, List.of());
    }

    /** One group alone was asked, and what it decided is not the chain's affair. */
    public static Outcome of(GroupResult result) {
        List<Effect> effects = result.decision().effects();
        BeforeReply beforeReply = effects.isEmpty() ? BeforeReply.PLAIN : BeforeReply.PLAIN.and(effects);
        return new Outcome(Ruling.PASS, false, false, effects, beforeReply, null, List.of(result.verdict()));
    }

    public boolean isRefusal() {
        return ruling.kind() == Kind.REFUSE;
    }

    public boolean isAccept() {
        return ruling.kind() == Kind.ACCEPT;
    }

    public boolean isDiscard() {
        return ruling.kind() == Kind.DISCARD;
    }

    public boolean isChallenge() {
        return ruling.kind() == Kind.CHALLENGE;
    }

    public String by() {
        return ruling.verdict() == null ? null : ruling.verdict().group();
    }

    public Reply refusal() {
        return ruling.refusal();
    }

    /** A positive reply with what the effect {@code reply} makes of it; the last one in conf order counts. */
    public Reply shape(Reply reply) {
        return shape(effects, reply);
    }

    static Reply shape(List<Effect> effects, Reply reply) {
        Effect.ReplyText text = last(effects, Effect.ReplyText.class);
        return text == null ? reply : reply.withText(text.status(), text.text());
    }

    /** The last word on who the client is, or null if nothing was said. */
    public Effect.Authenticated authenticated() {
        return last(effects, Effect.Authenticated.class);
    }

    /** Either may be null. */
    public static Buffer join(Buffer first, Buffer second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return Buffer.buffer(first.length() + second.length())
                .appendBuffer(first)
                .appendBuffer(second);
    }

    private static <E extends Effect> E last(List<Effect> effects, Class<E> type) {
        E last = null;
        for (Effect effect : effects) {
            if (type.isInstance(effect)) {
                last = type.cast(effect);
            }
        }
        return last;
    }
}
