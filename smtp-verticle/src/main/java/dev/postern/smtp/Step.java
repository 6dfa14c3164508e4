package dev.postern.smtp;

import dev.postern.contract.Reply;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.protocol.Replies;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * What follows from one input of the client.
 *
 * @param replies what to say, in this order: one as a rule, none for nothing, more where each recipient gets its own
 * @param next what to expect after it
 * @param held whether whoever made the step says the replies later, in a better moment
 * @param before octets that a plugin sends ahead of the replies, or null
 */
record Step(List<Reply> replies, Next next, boolean held, Buffer before) {
    /** What the client's next octets are. */
    enum Next {
        /** A command line, or a line of an exchange. */
        LINE,
        /** Message content, to its end. */
        CONTENT,
        /** A chunk of a message, of so many octets. */
        CHUNK,
        /** A TLS handshake; nothing may stand behind the command that led here. */
        HANDSHAKE,
        /** Nothing: the connection closes. */
        CLOSE
    }

    /** The connection is lost: nobody is there to be told. */
    static final Step NOTHING = new Step(List.of(), Next.CLOSE, false, null);

    /** Nothing is said, and the next line is awaited. */
    static final Step SILENCE = new Step(List.of(), Next.LINE, false, null);

    /** Nothing is said, and a chunk is awaited. */
    static final Step CHUNK = new Step(List.of(), Next.CHUNK, false, null);

    Step {
        replies = List.copyOf(replies);
    }

    Step(Reply reply, Next next) {
        this(List.of(reply), next, false, null);
    }

    /** The last word, or null if nothing is said. */
    Reply reply() {
        return replies.isEmpty() ? null : replies.get(replies.size() - 1);
    }

    /** Whether the client is told yes. */
    boolean isYes() {
        return !replies.isEmpty() && reply().isPositive();
    }

    /** Say this, and go on with the next line; 421 and 521 close. */
    static Step say(Reply reply) {
        return new Step(reply, reply.hangsUp() ? Next.CLOSE : Next.LINE);
    }

    /** Say these; 421 and 521 among them close. */
    static Step say(List<Reply> replies) {
        boolean closes = replies.stream().anyMatch(Reply::hangsUp);
        return new Step(replies, closes ? Next.CLOSE : Next.LINE, false, null);
    }

    /** Nothing is said now, and this later. */
    static Step hold(Reply reply) {
        return new Step(List.of(reply), Next.LINE, true, null);
    }

    /** The same, as a step that is there at once. */
    static Future<Step> now(Reply reply) {
        return Future.succeededFuture(say(reply));
    }

    static Step close(Reply reply) {
        return new Step(reply, Next.CLOSE);
    }

    /** The same, but what is said is held, and other octets are expected. */
    Step holding(Next other) {
        return new Step(replies, other, true, before);
    }

    /** The same, and these octets (null for none) go ahead of what it has to say. */
    Step behind(Buffer octets) {
        return octets == null ? this : new Step(replies, next, held, Outcome.join(octets, before));
    }

    /** The same without what goes ahead. */
    Step bare() {
        return new Step(replies, next, held, null);
    }

    /** The same with refusals that are not for good ({@code soft-bounce}). */
    Step softened() {
        if (replies.stream().allMatch(reply -> reply.code() < 500)) {
            return this;
        }
        boolean stays = replies.stream().noneMatch(reply -> reply.hangsUp() && reply.code() < 500)
                && replies.stream().anyMatch(Reply::hangsUp);
        List<Reply> soft = replies.stream().map(Replies::soft).toList();
        return new Step(soft, stays ? Next.LINE : next, held, before);
    }
}
