package dev.postern.smtp.protocol;

import dev.postern.contract.Reply;

/** The syntax of a command is wrong. Has the reply, in which nothing of the client's input appears. */
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    SyntaxException(Reply reply) {
        // Clients can cause many of these: no stack trace is taken.
        super(reply.toString(), null, false, false);
        this.reply = reply;
    }

    public Reply reply() {
        return reply;
    }
}
