package dev.postern.smtp;

import dev.postern.contract.Connect;
import dev.postern.contract.Greeting;
import dev.postern.contract.Helo;
import dev.postern.contract.Peer;
import dev.postern.contract.Reply;
import dev.postern.contract.Secure;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * How a client comes in (RFC 5321 3.1 and 3.2): {@code connect}, TLS and {@code secure}, the greeting, the client's name;
 * and what becomes of one that is refused before it has said anything.
 */
final class Reception {
    /** After a refusing greeting this many commands still get their 503 (RFC 5321 3.1). */
    private static final int REFUSED_COMMANDS = 10;

    private final Talk talk;
    private final Banner banner;
    /** Who has connected, whomever it speaks for later. */
    private final Peer peer;

    /** Where it can be said only after the handshake. */
    private Reply greeting;

    private boolean hesitates;
    /** What {@code connect} has refused with, where it can be said only after the handshake. */
    private Step opening;
    /** What plugins send at {@code connect}, where it can be sent only after the handshake. */
    private Buffer unsaid;
    /** What {@code secure} has refused with after STARTTLS, for the next command. */
    private Reply farewell;

    private int refusedCommands;

    Reception(Talk talk) {
        this.talk = talk;
        this.banner = new Banner(talk);
        this.peer = talk.client().peer();
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
        return talk.settle(
                Stage.CONNECT, Connect::new, outcome -> greet(Stage.CONNECT, outcome, banner.greeting(outcome)));
    }

    /** A client has connected where TLS comes first (RFC 8314): what is decided is said after the handshake. */
    Future<Step> arrive() {
        return talk.settle(Stage.CONNECT, Connect::new, outcome -> {
                    greeting = banner.greeting(outcome);
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
                ? talk.settle(Stage.SECURE, Secure::new, outcome -> greet(Stage.SECURE, outcome, greeting))
                : say(opening);
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

    /** XCLIENT: a trusted client speaks for another, who is greeted as if it had just connected. */
    Future<Step> xclient(String argument) {
        if (!talk.offer().offers(Extension.XCLIENT)) {
            return say(Step.say(Replies.NO_XCLIENT));
        }
        try {
            talk.restart(Xclient.parse(argument, talk.listener().protocol()).apply(talk.client(), peer));
            return open();
        } catch (SyntaxException e) {
            return say(Step.say(e.reply()));
        }
    }

    /** STARTTLS. */
    Future<Step> startTls(String argument) {
        if (argument != null) {
            return say(Step.say(Replies.NO_ARGUMENT));
        }
        if (!talk.offer().offers(Extension.STARTTLS)) {
            return say(Step.say(talk.isEncrypted() ? Replies.OUT_OF_ORDER : Replies.NOT_IMPLEMENTED));
        }
        return say(new Step(new Reply(220, "2.0.0", "Ready to start TLS"), Step.Next.HANDSHAKE));
    }

    /** The handshake is about to begin: what the client said in clear is forgotten (RFC 3207 4.2). */
    void forget() {
        talk.reset("starttls");
    }

    /** The handshake after STARTTLS is done; a refusal is said to the next command. */
    Future<Step> secured(Tls tls) {
        talk.secured(tls);
        return talk.settle(Stage.SECURE, Secure::new, outcome -> {
            if (outcome.isRefusal()) {
                farewell = banner.refusal(talk.refusal(Stage.SECURE, outcome));
                return Step.hold(farewell);
            }
            return Step.SILENCE;
        });
    }

    /** EHLO, HELO or LHLO. */
    Future<Step> helo(Command command, String name) {
        if (!DomainName.isHeloName(name)) {
            return say(Step.say(Command.reply(command, Replies.missing(command + " domain"))));
        }
        Greeting said = new Greeting(name, command != Command.HELO);
        return talk.settle(null, Stage.HELO, common -> new Helo(common, command.name(), name), outcome -> {
                    if (outcome.isRefusal()) {
                        Reply refusal = Command.reply(command, outcome.refusal());
                        return Step.say(talk.refusal(Stage.HELO.key(), outcome, refusal));
                    }
                    talk.client(talk.client().withGreeting(said));
                    talk.become(Phase.READY);
                    talk.offer().reset();
                    talk.offer().change(outcome.effects());
                    return Step.say(banner.welcome(command, outcome));
                })
                .map(step -> {
                    if (step.isYes()) {
                        talk.reset("helo");
                    }
                    return step;
                });
    }

    /** Whether the greeting was a refusal. */
    boolean isRefused() {
        return talk.phase() == Phase.REFUSED;
    }

    /** What a command (null for what is none) gets of a client that is not let in, or null if it is; QUIT it may say after a refusing greeting. */
    Step dismissal(Command command) {
        if (farewell != null) {
            return Step.close(farewell);
        }
        if (!isRefused() || command == Command.QUIT) {
            return null;
        }
        refusedCommands++;
        return new Step(
                talk.soften(Command.reply(command, Replies.REFUSED)),
                refusedCommands < REFUSED_COMMANDS ? Step.Next.LINE : Step.Next.CLOSE);
    }

    private Step greet(Stage stage, Outcome outcome, Reply welcome) {
        if (!outcome.isRefusal()) {
            talk.become(Phase.GREETED);
            return Step.say(welcome);
        }
        Reply reply = banner.refusal(talk.refusal(stage, outcome));
        if (reply.code() == 554 && stage == Stage.CONNECT) {
            talk.become(Phase.REFUSED);
            return Step.say(reply);
        }
        return Step.close(reply);
    }

    private static Future<Step> say(Step step) {
        return Future.succeededFuture(step);
    }
}
