package dev.postern.smtp;

import dev.postern.contract.Reply;

/**
 * What follows from one input of the client.
 *
 * @param reply what to say, or null for nothing
 * @param next what to expect after it
 * @param held whether whoever made the step says the reply later, in a better moment
 */
record Step(Reply reply, Next next, boolean held) {
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
        this(reply, next, false);
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
        return new Step(reply, Next.LINE, true);
    }

    static Step close(Reply reply) {
        return new Step(reply, Next.CLOSE);
    }
}
