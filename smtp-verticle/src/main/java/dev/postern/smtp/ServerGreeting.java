package dev.postern.smtp;

import dev.postern.contract.Connect;
import dev.postern.contract.Reply;
import dev.postern.contract.Secure;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * How a client comes in (RFC 5321 3.1): {@code connect}, implicit TLS and {@code secure}, the greeting; and what becomes of a
 * client that is refused before it has said anything.
 */
final class ServerGreeting {
    private static final Reply SMTP = new Reply(220, null, "ESMTP Postern");
    private static final Reply LMTP = new Reply(220, null, "LMTP Postern");
    /** After a refusing greeting this many commands still get their 503 (RFC 5321 3.1). */
    private static final int REFUSED_COMMANDS = 10;

    private final Talk talk;
    private final String hostname;

    /** Where it can be said only after the handshake. */
    private Reply greeting;

    private boolean hesitates;
    /** What {@code connect} has refused with, where it can be said only after the handshake. */
    private Step opening;
    /** What plugins send at {@code connect}, where it can be sent only after the handshake. */
    private Buffer unsaid;
    /** What the next command gets, whatever it is. */
    private Reply farewell;

    private int refusedCommands;

    ServerGreeting(Talk talk, String hostname) {
        this.talk = talk;
        this.hostname = hostname;
    }

    /** Waits for the listener's greeting delay, or until the client is gone. */
    Future<Void> hesitate() {
        long delay = talk.listener().greetingDelay();
        if (delay == 0) {
            return Future.succeededFuture();
        }
        hesitates = true;
        return talk.occasions().pause(delay).onComplete(over -> hesitates = false);
    }

    /** Whether it still waits, and nobody was asked yet. */
    boolean hesitates() {
        return hesitates;
    }

    /** A client has connected in clear: the greeting. */
    Future<Step> open() {
        return connect(outcome -> greet(Stage.CONNECT, outcome, greeting(outcome)));
    }

    /** A client has connected where TLS comes first (RFC 8314): what is decided is said after the handshake. */
    Future<Step> arrive() {
        return connect(outcome -> {
                    greeting = greeting(outcome);
                    if (!outcome.isRefusal()) {
                        return Step.SILENCE;
                    }
                    opening = greet(Stage.CONNECT, outcome, greeting);
                    return Step.hold(opening.reply());
                })
                .map(step -> {
                    // Nothing that a plugin says may go out in clear where TLS comes first.
                    unsaid = step.before();
                    return step.bare();
                });
    }

    /** The handshake of implicit TLS is done: the greeting. */
    Future<Step> open(Tls tls) {
        talk.client(talk.client().withTls(tls));
        Future<Step> greeted = opening == null
                ? talk.occasions()
                        .settle(null, Stage.SECURE, Secure::new, outcome -> greet(Stage.SECURE, outcome, greeting))
                : Future.succeededFuture(opening);
        return greeted.map(step -> {
            Step said = step.behind(unsaid);
            greeting = null;
            unsaid = null;
            return said;
        });
    }

    /** The client spoke before the greeting (RFC 5321 4.3.1). */
    void early() {
        talk.client(talk.client().withEarly());
    }

    /** Whether the greeting was a refusal. */
    boolean isRefused() {
        return talk.phase() == Phase.REFUSED;
    }

    /** The client is refused, and its next command is where it can be told. */
    Reply refuseNext(Reply refusal) {
        farewell = asGreeting(refusal);
        return farewell;
    }

    /** What a command (null for what is none) gets of a client that is not let in, or null if it is; QUIT it may still say. */
    Step dismissal(Command command) {
        if (farewell != null) {
            return Step.close(farewell);
        }
        if (talk.phase() != Phase.REFUSED || command == Command.QUIT) {
            return null;
        }
        refusedCommands++;
        return new Step(
                Command.reply(command, Replies.REFUSED),
                refusedCommands < REFUSED_COMMANDS ? Step.Next.LINE : Step.Next.CLOSE);
    }

    private Future<Step> connect(Function<Outcome, Step> proceed) {
        return talk.occasions().settle(null, Stage.CONNECT, Connect::new, proceed);
    }

    private Reply greeting(Outcome outcome) {
        return Replies.asGreeting(hostname, outcome.shape(talk.isLmtp() ? LMTP : SMTP));
    }

    private Step greet(Stage stage, Outcome outcome, Reply welcome) {
        if (!outcome.isRefusal()) {
            talk.greeted();
            return Step.say(welcome);
        }
        Reply reply = asGreeting(talk.journal().refuse(Refusal.of(stage, null, outcome)));
        if (reply.code() == 554 && stage == Stage.CONNECT) {
            talk.refused();
            return Step.say(reply);
        }
        return Step.close(reply);
    }

    /** A refusal as a greeting can say it (RFC 5321 3.1): 421, 521 or 554. */
    private Reply asGreeting(Reply refusal) {
        int code = refusal.isTransient() ? 421 : refusal.code() == 521 ? 521 : 554;
        return Replies.asGreeting(hostname, new Reply(code, null, refusal.text()));
    }
}
