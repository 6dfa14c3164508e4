package dev.postern.smtp;

import dev.postern.contract.Effect;
import dev.postern.contract.Reply;
import dev.postern.contract.Verdict;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * What a chain came to at one occasion.
 *
 * @param word the strongest that was given
 * @param opened whether a group that admits has accepted
 * @param failed whether a group failed and its policy let that pass
 * @param effects what was asked for beside, in conf order; none of a refused stage
 * @param manner what comes before the reply in any case
 * @param held a refusal that waits for RCPT, or null
 * @param verdicts of all groups asked, in the order of their answers
 */
record Outcome(
        Word word,
        boolean opened,
        boolean failed,
        List<Effect> effects,
        Manner manner,
        Word held,
        List<Verdict> verdicts) {
    /** Nobody was asked. */
    static final Outcome NOBODY = of(Word.PASS);

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
    record Word(Kind kind, Verdict verdict, Reply refusal, Buffer challenge) {
        static final Word PASS = new Word(Kind.PASS, null, null, null);

        boolean isStrongerThan(Word other) {
            return kind.compareTo(other.kind) > 0;
        }
    }

    /**
     * How the client is treated before it gets its reply.
     *
     * @param octets for the client, or null
     * @param delay milliseconds until the verdict has an effect
     */
    record Manner(Buffer octets, long delay) {
        static final Manner PLAIN = new Manner(null, 0);

        Manner and(List<Effect> effects) {
            Manner manner = this;
            for (Effect effect : effects) {
                manner = manner.and(effect);
            }
            return manner;
        }

        private Manner and(Effect effect) {
            if (effect instanceof Effect.Delay other) {
                return new Manner(octets, Math.max(delay, other.milliseconds()));
            }
            return effect instanceof Effect.Send send ? new Manner(join(octets, send.octets()), delay) : this;
        }
    }

    /** Nobody was asked, as this was clear before. */
    static Outcome of(Word word) {
        return new Outcome(word, false, false, List.of(), Manner.PLAIN, null, List.of());
    }

    /** One group alone was asked, and what it decided is not the chain's affair. */
    static Outcome of(Ruling ruling) {
        List<Effect> effects = ruling.decision().effects();
        return new Outcome(
                Word.PASS, false, false, effects, Manner.PLAIN.and(effects), null, List.of(ruling.verdict()));
    }

    boolean isRefusal() {
        return word.kind() == Kind.REFUSE;
    }

    boolean isAccept() {
        return word.kind() == Kind.ACCEPT;
    }

    boolean isDiscard() {
        return word.kind() == Kind.DISCARD;
    }

    boolean isChallenge() {
        return word.kind() == Kind.CHALLENGE;
    }

    String by() {
        return word.verdict() == null ? null : word.verdict().group();
    }

    Reply refusal() {
        return word.refusal();
    }

    /** A positive reply with what the effect {@code reply} makes of it; the last one in conf order counts. */
    Reply shape(Reply reply) {
        return shape(effects, reply);
    }

    static Reply shape(List<Effect> effects, Reply reply) {
        Effect.ReplyText text = last(effects, Effect.ReplyText.class);
        return text == null ? reply : reply.withText(text.status(), text.text());
    }

    /** The last word on who the client is, or null if nothing was said. */
    Effect.Authenticated authenticated() {
        return last(effects, Effect.Authenticated.class);
    }

    /** Either may be null. */
    static Buffer join(Buffer first, Buffer second) {
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
