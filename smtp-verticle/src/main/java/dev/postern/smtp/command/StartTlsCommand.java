package dev.postern.smtp.command;

import dev.postern.contract.Reply;
import dev.postern.contract.Secure;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.Extension;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import io.vertx.core.Future;

/** STARTTLS (RFC 3207). */
public final class StartTlsCommand {
    private static final Reply READY = new Reply(220, "2.0.0", "Ready to start TLS");

    private final Session session;
    private final ServerGreeting greeting;

    /** @param greeting answers the next command of a client that is refused after the handshake */
    StartTlsCommand(Session session, ServerGreeting greeting) {
        this.session = session;
        this.greeting = greeting;
    }

    Future<PendingReply> startTls(String argument) {
        if (argument != null) {
            return PendingReply.now(Replies.NO_ARGUMENT);
        }
        if (!session.extensions().offers(Extension.STARTTLS)) {
            return PendingReply.now(session.client().tls() != null ? Replies.OUT_OF_ORDER : Replies.NOT_IMPLEMENTED);
        }
        return Future.succeededFuture(new PendingReply(READY, PendingReply.Next.HANDSHAKE));
    }

    /** The handshake is about to begin: what the client said in clear is forgotten (RFC 3207 4.2). */
    public void forget() {
        session.reset("starttls");
    }

    /** The handshake is done; a refusal is the reply to the next command. */
    public Future<PendingReply> secured(Tls tls) {
        session.secured(tls);
        return session.stages()
                .run(
                        null,
                        Stage.SECURE,
                        Secure::new,
                        outcome -> outcome.isRefusal()
                                ? PendingReply.hold(greeting.refuseNext(
                                        session.log().refuse(Refusal.of(Stage.SECURE, null, outcome))))
                                : PendingReply.SILENCE);
    }
}
