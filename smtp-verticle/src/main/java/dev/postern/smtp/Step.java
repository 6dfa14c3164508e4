package dev.postern.smtp;

import dev.postern.contract.Reply;
import io.vertx.core.buffer.Buffer;

/**
 * What follows from one input of the client.
 *
 * @param reply what to say, or null for nothing
 * @param next what to expect after it
 * @param held whether whoever made the step says the reply later, in a better moment
 * @param before octets that a plugin sends ahead of the reply, or null
 */
record Step(Reply reply, Next next, boolean held, Buffer before) {
    /** What the client's next octets are. */
    enum Next {
        /** A command line, or a line of an exchange. */
        LINE,
        /** Message content, to its end. */
        CONTENT,
        /** A TLS handshake; nothing may stand behind the command that led here. */
        HANDSHAKE,
        /** Nothing: the connection closes. */
        CLOSE
    }

    Step(Reply reply, Next next) {
        this(reply, next, false, null);
    }

    /** The connection is lost: nobody is there to be told. */
    static final Step NOTHING = new Step(null, Next.CLOSE);

    /** Nothing is said, and the next line is awaited. */
    static final Step SILENCE = new Step(null, Next.LINE);

    /** Whether the client is told yes. */
    boolean isYes() {
        return reply != null && reply.isPositive();
    }

    /** Say this, and go on with the next line; 421 and 521 close. */
    static Step say(Reply reply) {
        return new Step(reply, reply.hangsUp() ? Next.CLOSE : Next.LINE);
    }

    /** Nothing is said now, and this later. */
    static Step hold(Reply reply) {
        return new Step(reply, Next.LINE, true, null);
    }

    static Step close(Reply reply) {
        return new Step(reply, Next.CLOSE);
    }

    /** The same, and these octets (null for none) go ahead of what it has to say. */
    Step behind(Buffer octets) {
        return octets == null ? this : new Step(reply, next, held, Outcome.join(octets, before));
    }

    /** The same with a refusal that is not for good ({@code soft-bounce}). */
    Step softened() {
        if (reply == null || reply.code() < 500) {
            return this;
        }
        Reply soft = Replies.soft(reply);
        return new Step(soft, reply.hangsUp() ? Next.LINE : next, held, before);
    }
}
