package dev.postern.smtp.command;

import dev.postern.contract.Connect;
import dev.postern.contract.Reply;
import dev.postern.contract.Secure;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.Command;
import dev.postern.smtp.session.CommandLine;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.session.State;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * The greeting (RFC 5321 3.1) with the stages {@code connect} and, for implicit TLS, {@code secure}; and the replies to a client
 * that was refused there.
 */
public final class ServerGreeting {
    private static final Reply SMTP = new Reply(220, null, "ESMTP Postern");
    private static final Reply LMTP = new Reply(220, null, "LMTP Postern");
    /** After a refusing greeting this many commands still get their 503 (RFC 5321 3.1). */
    private static final int REFUSED_COMMANDS = 10;

    private final Session session;
    private final String hostname;

    /** The greeting of implicit TLS, until the handshake is done. */
    private Reply greeting;

    private boolean pausing;
    /** The refusal of {@code connect} under implicit TLS, until the handshake is done. */
    private PendingReply refusal;
    /** What plugins send at {@code connect} under implicit TLS, until the handshake is done. */
    private Buffer octets;
    /** The reply to the next command, whatever it is; or null. */
    private Reply lastReply;

    private int refusedCommands;

    ServerGreeting(Session session, String hostname) {
        this.session = session;
        this.hostname = hostname;
    }

    /** Waits for the listener's greeting delay, or until the client is gone. */
    public Future<Void> pause() {
        long delay = session.listener().greetingDelay();
        if (delay == 0) {
            return Future.succeededFuture();
        }
        pausing = true;
        return session.stages().pause(delay).onComplete(over -> pausing = false);
    }

    /** Whether it still waits, and nobody was asked yet. */
    public boolean isPausing() {
        return pausing;
    }

    /** A client has connected in clear: the greeting. */
    public Future<PendingReply> greet() {
        return askConnect(outcome -> greet(Stage.CONNECT, outcome, greeting(outcome)));
    }

    /** A client has connected where TLS comes first (RFC 8314): what is decided is said after the handshake. */
    public Future<PendingReply> connect() {
        return askConnect(outcome -> {
                    greeting = greeting(outcome);
                    if (!outcome.isRefusal()) {
                        return PendingReply.SILENCE;
                    }
                    refusal = greet(Stage.CONNECT, outcome, greeting);
                    return PendingReply.hold(refusal.reply());
                })
                .map(step -> {
                    // Nothing that a plugin says may go out in clear where TLS comes first.
                    octets = step.before();
                    return step.bare();
                });
    }

    /** The handshake of implicit TLS is done: the greeting. */
    public Future<PendingReply> greet(Tls tls) {
        session.client(session.client().withTls(tls));
        Future<PendingReply> greeted = refusal == null
                ? session.stages()
                        .run(null, Stage.SECURE, Secure::new, outcome -> greet(Stage.SECURE, outcome, greeting))
                : Future.succeededFuture(refusal);
        return greeted.map(step -> {
            PendingReply said = step.behind(octets);
            greeting = null;
            octets = null;
            return said;
        });
    }

    /** The client spoke before the greeting (RFC 5321 4.3.1). */
    public void spokeEarly() {
        session.client(session.client().withEarly());
    }

    /** The client is refused; its next command gets this reply. */
    Reply refuseNext(Reply refusal) {
        lastReply = asGreeting(refusal);
        return lastReply;
    }

    /** The reply to a line of a client that was refused, or null if it was not; it may still say QUIT. */
    PendingReply dismissal(CommandLine line) {
        if (lastReply != null) {
            return PendingReply.close(lastReply);
        }
        if (session.state() != State.REFUSED || line.command() == Command.QUIT) {
            return null;
        }
        refusedCommands++;
        return new PendingReply(
                line.refusal(Replies.REFUSED),
                refusedCommands < REFUSED_COMMANDS ? PendingReply.Next.LINE : PendingReply.Next.CLOSE);
    }

    private Future<PendingReply> askConnect(Function<Outcome, PendingReply> proceed) {
        return session.stages().run(null, Stage.CONNECT, Connect::new, proceed);
    }

    private Reply greeting(Outcome outcome) {
        return Replies.asGreeting(hostname, outcome.shape(session.isLmtp() ? LMTP : SMTP));
    }

    private PendingReply greet(Stage stage, Outcome outcome, Reply welcome) {
        if (!outcome.isRefusal()) {
            session.greeted();
            return PendingReply.say(welcome);
        }
        Reply reply = asGreeting(session.log().refuse(Refusal.of(stage, null, outcome)));
        if (reply.code() == 554 && stage == Stage.CONNECT) {
            session.greetingRefused();
            return PendingReply.say(reply);
        }
        return PendingReply.close(reply);
    }

    /** A refusal as a greeting can say it (RFC 5321 3.1): 421, 521 or 554. */
    private Reply asGreeting(Reply refusal) {
        int code = refusal.isTransient() ? 421 : refusal.code() == 521 ? 521 : 554;
        return Replies.asGreeting(hostname, new Reply(code, null, refusal.text()));
    }
}
