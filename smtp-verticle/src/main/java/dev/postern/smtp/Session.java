package dev.postern.smtp;

import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.Counters;
import dev.postern.contract.Greeting;
import dev.postern.contract.Helo;
import dev.postern.contract.Reply;
import dev.postern.contract.Secure;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * The dialogue with one client (RFC 5321): takes lines and content, gives replies. It knows the protocol, not the network:
 * one input at a time goes in, and the next only when its step is there.
 */
final class Session {
    /** After a refusing greeting this many commands still get their 503 (RFC 5321 3.1). */
    private static final int REFUSED_COMMANDS = 10;

    private final Talk talk;
    private final Banner banner;
    private final Login login;
    private final Verbs verbs;
    private final Envelope envelope;
    private final Settlement settlement;
    private Reply greeting;
    private Reply farewell;
    private Step opening;
    private Buffer unsaid;
    private int refusedCommands;
    private int commands;
    private int errors;

    Session(Talk talk, Clock clock) {
        this.talk = talk;
        this.banner = new Banner(talk);
        this.login = new Login(talk);
        this.verbs = new Verbs(talk);
        this.envelope = new Envelope(talk);
        this.settlement = new Settlement(talk, clock);
    }

    String id() {
        return talk.id();
    }

    /** A client has connected in clear: the greeting. */
    Future<Step> open() {
        return talk.settle(Stage.CONNECT, Connect::new, outcome -> {
            greeting = banner.greeting(outcome);
            return greet(Stage.CONNECT, outcome);
        });
    }

    /** A client has connected where TLS comes first (RFC 8314): what is decided is said after the handshake. */
    Future<Step> arrive() {
        return talk.settle(Stage.CONNECT, Connect::new, outcome -> {
                    greeting = banner.greeting(outcome);
                    if (!outcome.isRefusal()) {
                        return Step.SILENCE;
                    }
                    opening = greet(Stage.CONNECT, outcome);
                    return Step.hold(opening.reply());
                })
                .map(step -> {
                    // Nothing that a plugin says may go out in clear where TLS comes first.
                    unsaid = step.before();
                    return new Step(step.reply(), step.next(), step.held(), null);
                });
    }

    /** The handshake of implicit TLS is done: the greeting. */
    Future<Step> open(Tls tls) {
        talk.client(talk.client().withTls(tls));
        Future<Step> greeted = opening == null
                ? talk.settle(Stage.SECURE, Secure::new, outcome -> greet(Stage.SECURE, outcome))
                : say(opening);
        return greeted.map(step -> step.behind(unsaid));
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

    /** The client spoke before the greeting (RFC 5321 4.3.1). */
    void early() {
        talk.client(talk.client().withEarly());
    }

    /** One line from the client: a command, or a response of an exchange. */
    Future<Step> line(Line line) {
        commands++;
        if (farewell != null) {
            return say(Step.close(farewell));
        }
        Step dismissal = dismissal(line);
        return dismissal == null ? command(line).map(this::answered) : say(talk.soften(dismissal));
    }

    /**
     * Whether a line may be taken though steps before it are open: RCPTs that a client pipelined (RFC 2920) may be judged at
     * the same time.
     */
    boolean overlaps() {
        return envelope.overlaps()
                && errors + envelope.open() < talk.options().limits().errors();
    }

    /** Whether this line may overlap with what is open, if any may. */
    boolean overlaps(Line line) {
        return !line.isFaulty()
                && Command.of(CommandLine.parse(line.text()).verb()) == Command.RCPT
                && !isTooLong(line.text());
    }

    /** Where the content of the open transaction goes. */
    Transaction transaction() {
        return talk.transaction();
    }

    /** The whole content is here. */
    Future<Step> content(Stored stored) {
        return settlement.settle(stored).map(talk::soften);
    }

    /** The content could not be kept: the transaction ends with this reply. */
    Step contentRefused(Reply reply) {
        Reply refusal = talk.soften(reply);
        talk.refuseAll(talk.transaction(), refusal, Journal.SERVER);
        talk.reset("refused");
        return Step.say(refusal);
    }

    /** The content that the command {@code content} may read now, or null. */
    Settlement settlement() {
        return settlement;
    }

    Connection connection() {
        return talk.occasions().connection();
    }

    Chain chain() {
        return talk.occasions().chain();
    }

    /** The client is gone: what is open ends, and nothing more is said. */
    void lose(String reason) {
        talk.lose(reason);
    }

    /** The client was sent away: what is asked is waited for no longer, and what is answered to it changes nothing. */
    void abandon() {
        connection().abandon();
        talk.occasions().abandon();
    }

    /** Whether the greeting was a refusal. */
    boolean isRefused() {
        return talk.phase() == Phase.REFUSED;
    }

    /** Whether the open transaction is one of SMTPUTF8. */
    boolean isInternational() {
        return talk.transaction() != null && talk.transaction().isInternational();
    }

    boolean isLost() {
        return talk.lost() != null;
    }

    /** The last occasion, when no ask of the connection is open. */
    void close(long milliseconds, long received, long sent) {
        talk.become(Phase.CLOSED);
        talk.reset(talk.lost());
        Counters counters = new Counters(milliseconds, received, sent, commands, talk.transactions(), talk.messages());
        talk.occasions().inform(null, Stage.CLOSE, common -> new Close(common, talk.lost(), counters), null);
    }

    /** What a client gets that is not served any more, or null if it is; QUIT it may say in any case. */
    private Step dismissal(Line line) {
        boolean refused = talk.phase() == Phase.REFUSED;
        boolean tooMany = errors >= talk.options().limits().errors();
        if (!refused && !tooMany || Command.of(CommandLine.parse(line.text()).verb()) == Command.QUIT) {
            return null;
        }
        if (!refused) {
            return Step.close(Replies.TOO_MANY_ERRORS);
        }
        refusedCommands++;
        return new Step(Replies.REFUSED, refusedCommands < REFUSED_COMMANDS ? Step.Next.LINE : Step.Next.CLOSE);
    }

    private Future<Step> command(Line line) {
        if (line.isFaulty()) {
            login.abandon();
            return say(Step.say(Replies.of(line.fault())));
        }
        if (login.isOpen()) {
            return login.response(line.text());
        }
        CommandLine given = CommandLine.parse(line.text());
        Command command = Command.of(given.verb());
        if (command != Command.AUTH && isTooLong(line.text())) {
            return say(Step.say(Replies.LINE_TOO_LONG));
        }
        verbs.after(command);
        if (command == null) {
            return verbs.unknown(given);
        }
        return command.welcomeIn(talk.phase()) ? proceed(command, given) : say(Step.say(outOfOrder(command)));
    }

    private Future<Step> proceed(Command command, CommandLine given) {
        return switch (command) {
            case EHLO, HELO -> helo(command, given.argument());
            case STARTTLS -> startTls(given.argument());
            case AUTH -> login.begin(given.argument());
            case MAIL -> envelope.mail(given.argument());
            case RCPT -> envelope.rcpt(given.argument());
            case DATA -> envelope.data(given.argument());
            case RSET -> rset(given.argument());
            case NOOP -> verbs.noop(given);
            case VRFY -> verbs.vrfy(given);
            case HELP -> verbs.help(given);
            case QUIT -> verbs.quit(given.argument());
        };
    }

    private Step greet(Stage stage, Outcome outcome) {
        if (!outcome.isRefusal()) {
            talk.become(Phase.GREETED);
            return Step.say(greeting);
        }
        Reply reply = banner.refusal(talk.refusal(stage, outcome));
        if (reply.code() == 554 && stage == Stage.CONNECT) {
            talk.become(Phase.REFUSED);
            return Step.say(reply);
        }
        return Step.close(reply);
    }

    private Future<Step> helo(Command command, String name) {
        if (name == null || !HeloName.isDomainOrLiteral(name)) {
            return say(Step.say(Replies.missing(command + " domain")));
        }
        Greeting said = new Greeting(name, command == Command.EHLO);
        return talk.settle(null, Stage.HELO, common -> new Helo(common, command.name(), name), outcome -> {
                    if (outcome.isRefusal()) {
                        return Step.say(talk.refusal(Stage.HELO, outcome));
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

    private Future<Step> startTls(String argument) {
        if (argument != null) {
            return say(Step.say(Replies.NO_ARGUMENT));
        }
        if (!talk.offer().startTls()) {
            return say(Step.say(talk.isEncrypted() ? Replies.OUT_OF_ORDER : Replies.NOT_IMPLEMENTED));
        }
        return say(new Step(new Reply(220, "2.0.0", "Ready to start TLS"), Step.Next.HANDSHAKE));
    }

    /** The handshake is about to begin: what the client said in clear is forgotten (RFC 3207 4.2). */
    void forget() {
        talk.reset("starttls");
    }

    private Future<Step> rset(String argument) {
        if (argument != null) {
            return say(Step.say(Replies.NO_ARGUMENT));
        }
        talk.reset("rset");
        return say(Step.say(Replies.RESET));
    }

    private Step answered(Step step) {
        if (step.reply() != null && step.reply().code() >= (talk.softens() ? 400 : 500)) {
            errors++;
        }
        return talk.soften(step);
    }

    private boolean isTooLong(String text) {
        int limit = talk.options().limits().commandLine() - 2;
        return text.length() > limit || text.length() * 3 > limit && Ascii.octets(text, 0, text.length()) > limit;
    }

    private Reply outOfOrder(Command command) {
        boolean allRefused = command == Command.DATA && talk.phase() == Phase.SENDER_GIVEN;
        if (allRefused && talk.transaction().attempts() > 0) {
            return Replies.NO_RECIPIENTS;
        }
        return switch (talk.phase()) {
            case GREETED -> Replies.SAY_HELO_FIRST;
            case READY -> Replies.SAY_MAIL_FIRST;
            case SENDER_GIVEN -> command == Command.DATA ? Replies.SAY_RCPT_FIRST : Replies.OUT_OF_ORDER;
            default -> Replies.OUT_OF_ORDER;
        };
    }

    private static Future<Step> say(Step step) {
        return Future.succeededFuture(step);
    }
}
