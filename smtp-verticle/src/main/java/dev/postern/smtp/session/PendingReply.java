package dev.postern.smtp.session;

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
 * @param held whether the command sends the replies later itself
 * @param before octets that a plugin sends ahead of the replies, or null
 */
public record PendingReply(List<Reply> replies, Next next, boolean held, Buffer before) {
    /** What the client's next octets are. */
    public enum Next {
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

    /** The connection is lost: no reply. */
    public static final PendingReply NOTHING = new PendingReply(List.of(), Next.CLOSE, false, null);

    /** Nothing is said, and the next line is awaited. */
    public static final PendingReply SILENCE = new PendingReply(List.of(), Next.LINE, false, null);

    /** Nothing is said, and a chunk is awaited. */
    public static final PendingReply CHUNK = new PendingReply(List.of(), Next.CHUNK, false, null);

    public PendingReply {
        replies = List.copyOf(replies);
    }

    public PendingReply(Reply reply, Next next) {
        this(List.of(reply), next, false, null);
    }

    /** The last reply, or null if there is none. */
    public Reply reply() {
        return replies.isEmpty() ? null : replies.get(replies.size() - 1);
    }

    /** Whether the last reply is positive. */
    public boolean isYes() {
        return !replies.isEmpty() && reply().isPositive();
    }

    /** Say this, and go on with the next line; 421 and 521 close. */
    public static PendingReply say(Reply reply) {
        return new PendingReply(reply, reply.hangsUp() ? Next.CLOSE : Next.LINE);
    }

    /** Say these; 421 and 521 among them close. */
    public static PendingReply say(List<Reply> replies) {
        boolean closes = replies.stream().anyMatch(Reply::hangsUp);
        return new PendingReply(replies, closes ? Next.CLOSE : Next.LINE, false, null);
    }

    /** Nothing is said now, and this later. */
    public static PendingReply hold(Reply reply) {
        return new PendingReply(List.of(reply), Next.LINE, true, null);
    }

    /** The same, as a step that is there at once. */
    public static Future<PendingReply> now(Reply reply) {
        return Future.succeededFuture(say(reply));
    }

    public static PendingReply close(Reply reply) {
        return new PendingReply(reply, Next.CLOSE);
    }

    /** The same, but what is said is held, and other octets are expected. */
    public PendingReply holding(Next other) {
        return new PendingReply(replies, other, true, before);
    }

    /** The same, and these octets (null for none) go ahead of what it has to say. */
    public PendingReply behind(Buffer octets) {
        return octets == null ? this : new PendingReply(replies, next, held, Outcome.join(octets, before));
    }

    /** The same without what goes ahead. */
    public PendingReply bare() {
        return new PendingReply(replies, next, held, null);
    }

    /** The same with refusals that are not for good ({@code soft-bounce}). */
    PendingReply softened() {
        if (replies.stream().allMatch(reply -> reply.code() < 500)) {
            return this;
        }
        boolean stays = replies.stream().noneMatch(reply -> reply.hangsUp() && reply.code() < 500)
                && replies.stream().anyMatch(Reply::hangsUp);
        List<Reply> soft = replies.stream().map(Replies::soft).toList();
        return new PendingReply(soft, stays ? Next.LINE : next, held, before);
    }
}
