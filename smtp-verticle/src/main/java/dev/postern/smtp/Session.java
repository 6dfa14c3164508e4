package dev.postern.smtp;

import dev.postern.contract.Close;
import dev.postern.contract.Counters;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import io.vertx.core.Future;

/**
 * The dialogue with one client (RFC 5321): takes lines and content, gives replies. It knows the protocol, not the network:
 * one input at a time goes in, and the next only when its step is there.
 */
final class Session {
    private final Talk talk;
    private final Reception reception;
    private final Login login;
    private final Verbs verbs;
    private final Envelope envelope;
    private final Chunking chunking;
    private final Settlement settlement;
    private int commands;
    private int errors;

    Session(Talk talk, Clock clock) {
        this.talk = talk;
        this.reception = new Reception(talk);
        this.login = new Login(talk);
        this.verbs = new Verbs(talk);
        this.envelope = new Envelope(talk);
        this.chunking = new Chunking(talk);
        this.settlement = new Settlement(talk, clock);
    }

    String id() {
        return talk.id();
    }

    /** Where the client came in. */
    SmtpOptions.Listener listener() {
        return talk.listener();
    }

    /** How the client comes in. */
    Reception reception() {
        return reception;
    }

    /** One line from the client: a command, or a response of an exchange. */
    Future<Step> line(CommandLine line) {
        commands++;
        Step dismissal = reception.dismissal(line.command());
        if (dismissal != null) {
            return say(dismissal);
        }
        Reply exhausted = line.command() == Command.QUIT ? null : exhausted();
        return exhausted == null
                ? command(line).map(this::answered)
                : say(Step.close(Command.reply(line.command(), exhausted)));
    }

    /** What ends a session that has gone on for too long. */
    private Reply exhausted() {
        Limits.Session limits = talk.options().limits().session();
        if (errors >= limits.errors()) {
            return Replies.TOO_MANY_ERRORS;
        }
        return commands > limits.commands() ? Replies.TOO_MANY_COMMANDS : null;
    }

    /** Whether the client has said who it is, in the way it is encrypted now. */
    boolean isIntroduced() {
        return talk.phase() != Phase.CONNECTED && talk.phase() != Phase.GREETED;
    }

    /** Whether a part of a message is here, and not its end. */
    boolean isDrafting() {
        return talk.transaction() != null && talk.transaction().draft() != null;
    }

    /**
     * Whether a line may be taken though steps before it are open: RCPTs that a client pipelined (RFC 2920) may be judged at
     * the same time.
     */
    boolean overlaps() {
        return envelope.overlaps()
                && errors + envelope.open() < talk.options().limits().session().errors()
                && commands < talk.options().limits().session().commands();
    }

    /** Whether this line may overlap with what is open, if any may. */
    boolean overlaps(CommandLine line) {
        return line.command() == Command.RCPT && !isTooLong(line.line().text()) && objection(Command.RCPT) == null;
    }

    /** Where the content of the open transaction goes. */
    Transaction transaction() {
        return talk.transaction();
    }

    /** The whole content is here. */
    Future<Step> content(Stored stored) {
        return settlement.settle(stored).map(talk::soften);
    }

    /**
     * The content could not be kept: the transaction ends with this reply.
     *
     * @param complete whether its end is here, at which some clients expect a reply for each recipient
     */
    Step contentRefused(Reply reply, boolean complete) {
        return talk.fail(talk.soften(reply), Journal.SERVER, complete);
    }

    /** What the client sends behind its BDAT. */
    Chunking.Chunk chunk() {
        return chunking.chunk();
    }

    /** What becomes of the content. */
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

    /** A refusal for good as one for now, where the configuration says so. */
    Reply soften(Reply reply) {
        return talk.soften(reply);
    }

    /** The client was sent away: what is asked is waited for no longer, and what is answered to it changes nothing. */
    void abandon() {
        connection().abandon();
        talk.occasions().abandon();
    }

    /** Whether the client has declared SMTPUTF8, for its open transaction or with the last command. */
    boolean isInternational() {
        return verbs.isInternational()
                || talk.transaction() != null && talk.transaction().isInternational();
    }

    boolean isLost() {
        return lost() != null;
    }

    /** Why the client is gone; null while it is there. */
    String lost() {
        return talk.lost();
    }

    /** The last occasion, when no ask of the connection is open. */
    void close(long milliseconds, long received, long sent) {
        talk.become(Phase.CLOSED);
        talk.reset(talk.lost());
        Counters counters = new Counters(milliseconds, received, sent, commands, talk.transactions(), talk.messages());
        talk.occasions().inform(null, Stage.CLOSE, common -> new Close(common, talk.lost(), counters), null);
    }

    private Future<Step> command(CommandLine given) {
        Line line = given.line();
        if (line.isFaulty()) {
            boolean response = login.isOpen();
            login.abandon();
            return say(Step.say(Replies.of(line.fault(), response)));
        }
        if (login.isOpen()) {
            return login.response(line.text());
        }
        Command command = given.command();
        if (command != Command.AUTH && isTooLong(line.text())) {
            return refuse(command, Replies.LINE_TOO_LONG);
        }
        verbs.after(command);
        Reply objection = objection(command);
        if (command == null) {
            return objection == null ? verbs.unknown(given) : say(Step.say(objection));
        }
        if (objection == null && !command.welcomeIn(talk.phase())) {
            objection = outOfOrder(command);
        }
        return objection == null || command == Command.BDAT
                ? proceed(command, given, objection)
                : refuse(command, objection);
    }

    /** What the listener has against a command of this client, or null. */
    private Reply objection(Command command) {
        return Command.refusal(command, talk.listener(), talk.client());
    }

    private static Future<Step> refuse(Command command, Reply reply) {
        return say(Step.say(Command.reply(command, reply)));
    }

    /** @param objection null, but for a BDAT that is not welcome: its octets have to be taken all the same */
    private Future<Step> proceed(Command command, CommandLine given, Reply objection) {
        return switch (command) {
            case EHLO, HELO, LHLO -> reception.helo(command, given.argument());
            case XCLIENT -> reception.xclient(given.argument());
            case STARTTLS -> reception.startTls(given.argument());
            case AUTH -> login.begin(given.argument());
            case MAIL -> envelope.mail(given.argument());
            case RCPT -> envelope.rcpt(given.argument());
            case DATA -> envelope.data(given.argument());
            case BDAT -> chunking.bdat(given.argument(), objection);
            case RSET -> rset(given.argument());
            case NOOP -> verbs.noop(given);
            case VRFY -> verbs.vrfy(given);
            case HELP -> verbs.help(given);
            case QUIT -> verbs.quit(given.argument());
        };
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
        return login.limited(talk.soften(step));
    }

    private boolean isTooLong(String text) {
        int limit = talk.options().limits().session().commandLine() - 2;
        return text.length() > limit || text.length() * 3 > limit && Ascii.octets(text, 0, text.length()) > limit;
    }

    private Reply outOfOrder(Command command) {
        boolean content = command == Command.DATA || command == Command.BDAT;
        if (content && talk.phase() == Phase.SENDER_GIVEN && talk.transaction().attempts() > 0) {
            return talk.isLmtp() ? Replies.NO_RECIPIENTS_LMTP : Replies.NO_RECIPIENTS;
        }
        return switch (talk.phase()) {
            case GREETED -> talk.isLmtp() ? Replies.SAY_LHLO_FIRST : Replies.SAY_HELO_FIRST;
            case READY -> Replies.SAY_MAIL_FIRST;
            case SENDER_GIVEN -> content ? Replies.SAY_RCPT_FIRST : Replies.OUT_OF_ORDER;
            default -> Replies.OUT_OF_ORDER;
        };
    }

    private static Future<Step> say(Step step) {
        return Future.succeededFuture(step);
    }
}
