package dev.postern.smtp.protocol;

import dev.postern.contract.Reply;

/** A command that breaks the grammar; carries the reply to it, in which nothing of the client's input appears. */
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    SyntaxException(Reply reply) {
        // Clients cause it at will: no stack trace is taken.
        super(reply.toString(), null, false, false);
        this.reply = reply;
    }

    public Reply reply() {
        return reply;
    }
}
