package dev.postern.smtp;

import dev.postern.contract.Peer;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.protocol.SyntaxException;
import dev.postern.smtp.protocol.XclientAttributes;
import io.vertx.core.Future;

/** XCLIENT (Postfix's XCLIENT_README): a trusted client speaks for another, who is greeted as if it had just connected. */
final class XclientCommand {
    private final Talk talk;
    private final ServerGreeting greeting;
    /** Who has connected, whomever it speaks for later. */
    private final Peer peer;

    XclientCommand(Talk talk, ServerGreeting greeting) {
        this.talk = talk;
        this.greeting = greeting;
        this.peer = talk.client().peer();
    }

    Future<Step> xclient(String argument) {
        if (!talk.offer().offers(Extension.XCLIENT)) {
            return Step.now(Replies.NO_XCLIENT);
        }
        try {
            talk.restart(XclientAttributes.parse(argument, talk.listener().protocol())
                    .apply(talk.client(), peer));
            return greeting.greet();
        } catch (SyntaxException e) {
            return Step.now(e.reply());
        }
    }
}
