package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plugin answers: one decision and any number of effects. Decisions are read strictly; what is unknown, or not
 * allowed at the stage ({@link Stage#allows(DecisionKind)}), is malformed and becomes a failure of the group.
 */
public sealed interface Decision {
    DecisionKind kind();

    /** What is asked for beside, in the order in which it was said; never null. */
    List<Effect> effects();

    /**
     * The same decision with these effects instead.
     *
     * @throws MalformedException if it is {@link Failed}, which has none
     */
    default Decision withEffects(List<Effect> effects) {
        return switch (kind()) {
            case PASS -> new Pass(effects);
            case ACCEPT -> new Accept(effects);
            case REJECT -> new Reject(((Reject) this).reply(), ((Reject) this).hold(), effects);
            case DISCARD -> new Discard(effects);
            case CHALLENGE -> new Challenge(((Challenge) this).octets(), effects);
            case DELIVERED -> new Delivered(((Delivered) this).results(), effects);
            case RETRY -> new Retry(effects);
            case FAILED -> without(effects);
        };
    }

    private Decision without(List<Effect> effects) {
        if (!effects.isEmpty()) {
            throw new MalformedException("decision 'failed' with effects, expected none");
        }
        return this;
    }

    /** No opinion; the next group is asked. */
    record Pass(List<Effect> effects) implements Decision {
        public Pass {
            effects = List.copyOf(effects);
        }

        @Override
        public DecisionKind kind() {
            return DecisionKind.PASS;
        }
    }

    /** Yes; the groups behind are not asked. */
    record Accept(List<Effect> effects) implements Decision {
        public Accept {
            effects = List.copyOf(effects);
        }

        @Override
        public DecisionKind kind() {
            return DecisionKind.ACCEPT;
        }
    }

    /**
     * No.
     *
     * @param reply 4xx or 5xx; 421 and 521 also close the connection
     * @param hold say it at RCPT only, unless the client has authenticated by then
     */
    record Reject(Reply reply, boolean hold, List<Effect> effects) implements Decision {
        public Reject {
            if (reply.isPositive()) {
                throw new MalformedException("reject with code " + reply.code() + ", expected 400 to 599");
            }
            effects = List.copyOf(effects);
        }

        @Override
        public DecisionKind kind() {
            return DecisionKind.REJECT;
        }
    }

    /** Say yes, and drop this recipient or the message. */
    record Discard(List<Effect> effects) implements Decision {
        public Discard {
            effects = List.copyOf(effects);
        }

        @Override
        public DecisionKind kind() {
            return DecisionKind.DISCARD;
        }
    }

    /** One more step of an authentication exchange: these octets go to the client, and its response comes back here. */
    record Challenge(Buffer octets, List<Effect> effects) implements Decision {
        public Challenge {
            Json.required("octets", octets);
            effects = List.copyOf(effects);
        }

        @Override
        public DecisionKind kind() {
            return DecisionKind.CHALLENGE;
        }
    }

    /** What became of the message, one result for each recipient asked. */
    record Delivered(List<DeliveryResult> results, List<Effect> effects) implements Decision {
        public Delivered {
            results = List.copyOf(results);
            effects = List.copyOf(effects);
        }

        @Override
        public DecisionKind kind() {
            return DecisionKind.DELIVERED;
        }
    }

    /** Ask this occasion again from its first group. */
    record Retry(List<Effect> effects) implements Decision {
        public Retry {
            effects = List.copyOf(effects);
        }

        @Override
        public DecisionKind kind() {
            return DecisionKind.RETRY;
        }
    }

    /**
     * The plugin could not decide: the same as an exception, for those that can only reply. What it costs is the operator's choice
     * ({@code on-failure}); it is not asked again, and has no effects.
     *
     * @param text for the log alone; what is beyond {@value #FAILED_LIMIT} characters is cut off
     */
    record Failed(String text) implements Decision {
        public Failed {
            Json.required("text", text);
            if (text.length() > FAILED_LIMIT) {
                // Not in the middle of a character of two.
                int end = Character.isHighSurrogate(text.charAt(FAILED_LIMIT - 1)) ? FAILED_LIMIT - 1 : FAILED_LIMIT;
                text = text.substring(0, end);
            }
        }

        @Override
        public DecisionKind kind() {
            return DecisionKind.FAILED;
        }

        @Override
        public List<Effect> effects() {
            return List.of();
        }
    }

    static Decision pass(Effect... effects) {
        return new Pass(List.of(effects));
    }

    static Decision accept(Effect... effects) {
        return new Accept(List.of(effects));
    }

    static Decision discard(Effect... effects) {
        return new Discard(List.of(effects));
    }

    static Decision retry(Effect... effects) {
        return new Retry(List.of(effects));
    }

    /**
     * A refusal.
     *
     * @throws MalformedException if the code is not 400 to 599, the status of another class, or the text no single line
     */
    static Decision reject(int code, String status, String text, Effect... effects) {
        return reject(new Reply(code, status, text), effects);
    }

    /**
     * A refusal that is said at RCPT, unless the client has authenticated by then; for {@code connect} to {@code mailfrom}.
     *
     * @throws MalformedException as {@link #reject(int, String, String, Effect...)}
     */
    static Decision hold(int code, String status, String text, Effect... effects) {
        return new Reject(new Reply(code, status, text), true, List.of(effects));
    }

    /**
     * A refusal, also of several lines.
     *
     * @throws MalformedException if the reply is not of 400 to 599
     */
    static Decision reject(Reply reply, Effect... effects) {
        return new Reject(reply, false, List.of(effects));
    }

    /** Octets for the client, as they are: the server writes them as base64 (RFC 4954 4). */
    static Decision challenge(Buffer octets, Effect... effects) {
        return new Challenge(octets, List.of(effects));
    }

    /** One result for each recipient asked; who has none has no answer. */
    static Decision delivered(List<DeliveryResult> results, Effect... effects) {
        return new Delivered(results, List.of(effects));
    }

    /** The plugin could not decide, for this reason; {@link Failed}. */
    static Decision failed(String text) {
        return new Failed(text);
    }

    /** The longest text of {@code failed}, in characters. */
    int FAILED_LIMIT = 1_000;

    /** The most octets of a challenge: in base64 it must fit a line of the exchange (RFC 4954 4). */
    int CHALLENGE_LIMIT = Reply.CHALLENGE_LIMIT / 4 * 3;

    /** The same with one more effect. */
    default Decision with(Effect effect) {
        List<Effect> more = new ArrayList<>(effects());
        more.add(effect);
        return withEffects(more);
    }

    /** The same, and the group keeps this with the connection from now on. */
    default Decision withData(JsonObject data) {
        return with(new Effect.Data(data));
    }

    /** The same, and the client is this user from now on; null is nobody, and a name is not empty. */
    default Decision withAuthenticated(String user) {
        return with(new Effect.Authenticated(user));
    }

    /** The same, and a positive reply has this text. */
    default Decision withReply(String... text) {
        return withReply(null, List.of(text));
    }

    /** The same, and a positive reply has this status (of class 2, or null to leave it) and this text. */
    default Decision withReply(String status, List<String> text) {
        return with(new Effect.ReplyText(status, text));
    }

    /** The same, and the group of this name takes the recipient's message. */
    default Decision withInbox(String group) {
        return with(new Effect.Inbox(group));
    }

    /** The same, and these octets go to the client as they are, before the reply. */
    default Decision withSend(Buffer octets) {
        return with(new Effect.Send(octets));
    }

    /** The same, and what follows from it waits so many milliseconds, {@value Effect#DELAY_LIMIT} at most. */
    default Decision withDelay(long milliseconds) {
        return with(new Effect.Delay(milliseconds));
    }

    /** The same, and the sender in question becomes this one. */
    default Decision withSender(Address address) {
        return with(new Effect.NewSender(address));
    }

    /** The same, and the recipient in question becomes this one; for {@code rcptto} and {@code message}. */
    default Decision withRecipient(Address address) {
        return with(new Effect.NewRecipient(null, address));
    }

    /** The same, and EHLO lines (RFC 5321 4.1.1.1) are added, as {@code XFOO bar}, keywords hidden. */
    default Decision withExtensions(List<String> add, List<String> hide) {
        return with(new Effect.Extensions(add, hide));
    }

    default JsonObject toJson() {
        return DecisionJson.write(this);
    }

    /**
     * Reads an answer from another JVM.
     *
     * @throws MalformedException naming the value and what was expected
     */
    static Decision fromJson(JsonObject json) {
        return DecisionJson.read(json);
    }
}
