package dev.postern.smtp.command;

import dev.postern.contract.Client;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.protocol.SyntaxException;
import dev.postern.smtp.protocol.XclientAttributes;
import dev.postern.smtp.session.Extension;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Session;
import io.vertx.core.Future;

/** XCLIENT (Postfix's XCLIENT_README): a trusted client speaks for another, who is greeted as if it had just connected. */
final class XclientCommand {
    private final Session session;
    private final ServerGreeting greeting;
    /** Who has connected, whomever it speaks for later. */
    private final Client.Peer peer;

    XclientCommand(Session session, ServerGreeting greeting) {
        this.session = session;
        this.greeting = greeting;
        this.peer = session.client().peer();
    }

    Future<PendingReply> xclient(String argument) {
        if (!session.extensions().offers(Extension.XCLIENT)) {
            return PendingReply.now(Replies.NO_XCLIENT);
        }
        try {
            session.restart(XclientAttributes.parse(argument, session.listener().protocol())
                    .apply(session.client(), peer));
            return greeting.greet();
        } catch (SyntaxException e) {
            return PendingReply.now(e.reply());
        }
    }
}
