package dev.postern.smtp.command;

import dev.postern.contract.Close;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.smtp.chain.Chain;
import dev.postern.smtp.chain.GroupStates;
import dev.postern.smtp.content.IncomingMessage;
import dev.postern.smtp.delivery.EndOfData;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Ascii;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.Command;
import dev.postern.smtp.session.CommandLine;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.session.State;
import dev.postern.smtp.session.Transaction;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;

/**
 * The dialogue with one client (RFC 5321): takes lines and content, gives replies. It knows the protocol, not the network:
 * one input at a time goes in, and the next only when its step is there.
 */
public final class CommandDispatcher {
    private final Session talk;
    private final Limits.PerConnection limits;
    private final ServerGreeting greeting;
    private final HeloCommand helo;
    private final StartTlsCommand startTls;
    private final XclientCommand xclient;
    private final AuthCommand login;
    private final MailCommand mail;
    private final RcptCommand rcpt;
    private final DataCommand data;
    private final BdatCommand chunking;
    private final InformationCommands information;
    private final EndOfData settlement;
    private int commands;
    private int errors;

    public CommandDispatcher(Session talk, Clock clock) {
        SmtpOptions options = talk.options();
        Limits.PerMessage message = options.limits().message();
        EsmtpParameters parameters = new EsmtpParameters(talk, message);
        this.talk = talk;
        this.limits = options.limits().session();
        this.greeting = new ServerGreeting(talk, options.hostname());
        this.helo = new HeloCommand(talk, options.hostname());
        this.startTls = new StartTlsCommand(talk, greeting);
        this.xclient = new XclientCommand(talk, greeting);
        this.login = new AuthCommand(talk, limits);
        this.mail = new MailCommand(talk, parameters, limits);
        this.rcpt = new RcptCommand(talk, parameters, message, options.policy().inboxes());
        this.data = new DataCommand(talk);
        this.chunking = new BdatCommand(talk, message);
        this.information = new InformationCommands(talk);
        this.settlement = new EndOfData(talk, options, clock);
    }

    public String id() {
        return talk.id();
    }

    /** Where the client came in. */
    public SmtpOptions.Listener listener() {
        return talk.listener();
    }

    /** How the client comes in. */
    public ServerGreeting greeting() {
        return greeting;
    }

    /** How TLS begins within the session. */
    public StartTlsCommand startTls() {
        return startTls;
    }

    /** One line from the client: a command, or a response of an exchange. */
    public Future<PendingReply> line(CommandLine line) {
        commands++;
        PendingReply dismissal = greeting.dismissal(line);
        if (dismissal != null) {
            return Future.succeededFuture(talk.soften(dismissal));
        }
        Reply exhausted = line.command() == Command.QUIT ? null : exhausted();
        return exhausted == null
                ? command(line).map(this::answered)
                : Future.succeededFuture(PendingReply.close(line.refusal(exhausted)));
    }

    /** What ends a session that has gone on for too long. */
    private Reply exhausted() {
        if (errors >= limits.errors()) {
            return Replies.TOO_MANY_ERRORS;
        }
        return commands > limits.commands() ? Replies.TOO_MANY_COMMANDS : null;
    }

    private PendingReply answered(PendingReply step) {
        PendingReply said = talk.soften(step);
        Reply reply = said.reply();
        if (reply != null && reply.code() >= (talk.softens() ? 400 : 500)) {
            errors++;
        }
        return login.limited(said);
    }

    private Future<PendingReply> command(CommandLine line) {
        if (line.line().isFaulty()) {
            boolean response = login.isOpen();
            login.abandon();
            return PendingReply.now(Replies.of(line.line().fault(), response));
        }
        if (login.isOpen()) {
            return login.response(line.line().text());
        }
        Command command = line.command();
        if (command != Command.AUTH && isTooLong(line)) {
            return PendingReply.now(Command.reply(command, Replies.LINE_TOO_LONG));
        }
        information.after(command);
        Reply objection = objection(command);
        if (objection == null || command == Command.BDAT) {
            return command == null ? information.unknown(line) : proceed(line, objection);
        }
        return PendingReply.now(Command.reply(command, objection));
    }

    /** @param objection null, but for a BDAT that is not welcome: its octets have to be taken all the same */
    private Future<PendingReply> proceed(CommandLine line, Reply objection) {
        String argument = line.argument();
        return switch (line.command()) {
            case EHLO, HELO, LHLO -> helo.helo(line.command(), argument);
            case XCLIENT -> xclient.xclient(argument);
            case STARTTLS -> startTls.startTls(argument);
            case AUTH -> login.begin(argument);
            case MAIL -> mail.mail(argument);
            case RCPT -> rcpt.rcpt(argument);
            case DATA -> data.data(argument);
            case BDAT -> chunking.bdat(argument, objection);
            case RSET -> rset(argument);
            case NOOP -> information.noop(line);
            case VRFY -> information.vrfy(line);
            case HELP -> information.help(line);
            case QUIT -> quit(argument);
        };
    }

    private Future<PendingReply> rset(String argument) {
        if (argument != null) {
            return PendingReply.now(Replies.NO_ARGUMENT);
        }
        talk.reset("rset");
        return PendingReply.now(Replies.RESET);
    }

    private Future<PendingReply> quit(String argument) {
        if (argument != null) {
            return PendingReply.now(Replies.NO_ARGUMENT);
        }
        Reply bye = new Reply(221, "2.0.0", talk.options().hostname() + " closing connection");
        talk.occasions().inform(talk.transaction(), Stage.VERB, common -> new Verb(common, "QUIT", null), bye);
        talk.lose("quit");
        return Future.succeededFuture(PendingReply.close(bye));
    }

    /** What speaks against a command (null: one that the server does not know) of this client now, or null. */
    private Reply objection(Command command) {
        Reply refusal = Command.refusal(command, talk.listener(), talk.client());
        return refusal == null && command != null && !command.welcomeIn(talk.phase()) ? outOfOrder(command) : refusal;
    }

    private Reply outOfOrder(Command command) {
        boolean content = command == Command.DATA || command == Command.BDAT;
        if (content && talk.phase() == State.SENDER_GIVEN && talk.transaction().attempts() > 0) {
            return talk.isLmtp() ? Replies.NO_RECIPIENTS_LMTP : Replies.NO_RECIPIENTS;
        }
        return switch (talk.phase()) {
            case GREETED -> talk.isLmtp() ? Replies.SAY_LHLO_FIRST : Replies.SAY_HELO_FIRST;
            case READY -> Replies.SAY_MAIL_FIRST;
            case SENDER_GIVEN -> content ? Replies.SAY_RCPT_FIRST : Replies.OUT_OF_ORDER;
            default -> Replies.OUT_OF_ORDER;
        };
    }

    private boolean isTooLong(CommandLine line) {
        String text = line.line().text();
        int limit = limits.commandLine() - 2;
        return text.length() > limit || text.length() * 3 > limit && Ascii.octets(text, 0, text.length()) > limit;
    }

    /**
     * Whether a line may be taken though steps before it are open: RCPTs that a client pipelined (RFC 2920) may be judged at
     * the same time.
     */
    public boolean overlaps() {
        return rcpt.overlaps() && errors + rcpt.open() < limits.errors() && commands < limits.commands();
    }

    /** Whether this line may overlap with what is open, if any may. */
    public boolean overlaps(CommandLine line) {
        return line.command() == Command.RCPT
                && !isTooLong(line)
                && Command.refusal(Command.RCPT, talk.listener(), talk.client()) == null;
    }

    /** Whether the client has said who it is, in the way it is encrypted now. */
    public boolean isIntroduced() {
        return talk.phase() != State.CONNECTED && talk.phase() != State.GREETED;
    }

    /** Whether a part of a message is here, and not its end. */
    public boolean isDrafting() {
        return talk.transaction() != null && talk.transaction().draft() != null;
    }

    /** Where the content of the open transaction goes. */
    public Transaction transaction() {
        return talk.transaction();
    }

    /** The content is here to its end. */
    public Future<PendingReply> contentEnd() {
        Transaction open = talk.transaction();
        Future<IncomingMessage.End> end = open.draft().end();
        open.octets(open.draft().size());
        return end.compose(this::content);
    }

    /** A chunk is here to its last octet. */
    public Future<PendingReply> chunkEnd() {
        BdatCommand.Chunk chunk = chunking.chunk();
        if (chunk.refusal() != null) {
            return Future.succeededFuture(chunk.refusal());
        }
        if (chunk.last()) {
            return contentEnd();
        }
        Transaction open = talk.transaction();
        Reply objection = open.draft().objection();
        if (objection == null) {
            return PendingReply.now(new Reply(250, "2.0.0", "Ok, " + chunk.octets() + " octets received"));
        }
        open.octets(open.draft().size());
        return Future.succeededFuture(contentRefused(objection, false));
    }

    /** The whole content was kept, or is refused. */
    public Future<PendingReply> content(IncomingMessage.End end) {
        if (end.refusal() != null) {
            return Future.succeededFuture(contentRefused(end.refusal(), true));
        }
        if (isLost()) {
            end.message().delete();
            return Future.succeededFuture(PendingReply.NOTHING);
        }
        return settlement.settle(end.message()).map(talk::soften);
    }

    /**
     * The content is not taken: the transaction ends with this reply.
     *
     * @param complete whether its end is here, at which some clients expect a reply for each recipient
     */
    private PendingReply contentRefused(Reply reply, boolean complete) {
        return talk.refuse(reply, Refusal.SERVER, complete);
    }

    /** What the client sends behind its BDAT. */
    public BdatCommand.Chunk chunk() {
        return chunking.chunk();
    }

    /** What becomes of the content. */
    public EndOfData settlement() {
        return settlement;
    }

    public GroupStates connection() {
        return talk.connection();
    }

    public Chain chain() {
        return talk.occasions().chain();
    }

    /** A refusal for good as one for now, where the configuration says so. */
    public Reply soften(Reply reply) {
        return talk.soften(reply);
    }

    /** Whether the client has declared SMTPUTF8, for its open transaction or with the last command. */
    public boolean isInternational() {
        return information.isInternational()
                || talk.transaction() != null && talk.transaction().isInternational();
    }

    /** The client is gone: what is open ends, and nothing more is said. */
    public void lose(String reason) {
        talk.lose(reason);
    }

    boolean isLost() {
        return lost() != null;
    }

    /** Why the client is gone; null while it is there. */
    public String lost() {
        return talk.lost();
    }

    /** The client was sent away: what is asked is waited for no longer, and what is answered to it changes nothing. */
    public void abandon() {
        connection().abandon();
        talk.occasions().abandon();
    }

    /** The last occasion, when no ask of the connection is open. */
    public void close(long milliseconds, long received, long sent) {
        talk.close();
        Close.Counters counters =
                new Close.Counters(milliseconds, received, sent, commands, talk.transactions(), talk.messages());
        talk.occasions().inform(null, Stage.CLOSE, common -> new Close(common, talk.lost(), counters), null);
    }
}
