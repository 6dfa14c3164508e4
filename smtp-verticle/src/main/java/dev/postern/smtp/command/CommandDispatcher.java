package dev.postern.smtp.command;

import dev.postern.contract.Close;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.smtp.chain.ConnectionState;
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
import io.vertx.core.Future;

/**
 * The dialogue with one client (RFC 5321): takes lines and content, gives replies. It knows the protocol, not the network:
 * one input at a time goes in, and the next only when its step is there.
 */
public final class CommandDispatcher {
    private final Session session;
    private final Limits.PerConnection limits;
    private final ServerGreeting greeting;
    private final HeloCommand helo;
    private final StartTlsCommand startTls;
    private final XclientCommand xclient;
    private final AuthCommand auth;
    private final MailCommand mail;
    private final RcptCommand rcpt;
    private final DataCommand data;
    private final BdatCommand bdat;
    private final InformationCommands information;
    private int commands;
    private int errors;
    /** From the end of the content to the final reply; else null. */
    private EndOfData endOfData;

    public CommandDispatcher(Session session) {
        SmtpOptions options = session.options();
        Limits.PerMessage message = options.limits().message();
        EsmtpParameters parameters = new EsmtpParameters(session, message);
        this.session = session;
        this.limits = options.limits().connection();
        this.greeting = new ServerGreeting(session, options.hostname());
        this.helo = new HeloCommand(session, options.hostname());
        this.startTls = new StartTlsCommand(session, greeting);
        this.xclient = new XclientCommand(session, greeting);
        this.auth = new AuthCommand(session, limits);
        this.mail = new MailCommand(session, parameters, limits);
        this.rcpt =
                new RcptCommand(session, parameters, message, options.policy().inboxes());
        this.data = new DataCommand(session);
        this.bdat = new BdatCommand(session, message);
        this.information = new InformationCommands(session);
    }

    public String id() {
        return session.id();
    }

    /** The state of the session that these commands change. */
    public Session session() {
        return session;
    }

    /** The greeting and what belongs to it. */
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
            return Future.succeededFuture(session.soften(dismissal));
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
        PendingReply said = session.soften(step);
        Reply reply = said.reply();
        if (reply != null && reply.code() >= (session.softens() ? 400 : 500)) {
            errors++;
        }
        return said;
    }

    private Future<PendingReply> command(CommandLine line) {
        if (line.line().isFaulty()) {
            boolean response = auth.isOpen();
            auth.abandon();
            return PendingReply.now(Replies.of(line.line().fault(), response));
        }
        if (auth.isOpen()) {
            return auth.response(line.line().text()).map(auth::limited);
        }
        Command command = line.command();
        if (command != Command.AUTH && isTooLong(line)) {
            return PendingReply.now(Command.reply(command, Replies.LINE_TOO_LONG));
        }
        information.after(command);
        Reply objection = Command.objection(command, session);
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
            case AUTH -> auth.begin(argument).map(auth::limited);
            case MAIL -> mail.mail(argument);
            case RCPT -> rcpt.rcpt(argument);
            case DATA -> data.data(argument);
            case BDAT -> bdat.bdat(argument, objection);
            case RSET -> rset(argument);
            case NOOP -> information.ask(line, Replies.OK);
            case VRFY -> information.vrfy(line);
            case HELP -> information.help(line);
            case QUIT -> quit(argument);
        };
    }

    private Future<PendingReply> rset(String argument) {
        if (argument != null) {
            return PendingReply.now(Replies.NO_ARGUMENT);
        }
        session.reset("rset");
        return PendingReply.now(Replies.RESET);
    }

    private Future<PendingReply> quit(String argument) {
        if (argument != null) {
            return PendingReply.now(Replies.NO_ARGUMENT);
        }
        Reply bye = new Reply(221, "2.0.0", session.options().hostname() + " closing connection");
        session.stages().inform(session.transaction(), Stage.VERB, common -> new Verb(common, "QUIT", null), bye);
        session.lose("quit");
        return Future.succeededFuture(PendingReply.close(bye));
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
                && Command.refusal(Command.RCPT, session.listener(), session.client()) == null;
    }

    /** Whether the client has said EHLO, HELO or LHLO since it connected or began TLS. */
    public boolean isIntroduced() {
        return session.state() != State.CONNECTED && session.state() != State.GREETED;
    }

    /** Whether a message has begun to come in. */
    public boolean isDrafting() {
        return session.transaction() != null && session.transaction().draft() != null;
    }

    /** Where the content of the open transaction goes. */
    public Transaction transaction() {
        return session.transaction();
    }

    /** The content is here to its end. */
    public Future<PendingReply> contentEnd() {
        Transaction open = session.transaction();
        Future<IncomingMessage.End> end = open.draft().end();
        open.octets(open.draft().size());
        return end.compose(this::content);
    }

    /** A chunk is here to its last octet. */
    public Future<PendingReply> chunkEnd() {
        return bdat.isComplete() ? contentEnd() : Future.succeededFuture(bdat.chunkEnd());
    }

    /** The whole content was kept, or is refused. */
    public Future<PendingReply> content(IncomingMessage.End end) {
        if (end.refusal() != null) {
            return Future.succeededFuture(session.refuse(end.refusal(), Refusal.SERVER, true));
        }
        if (session.lost() != null) {
            end.message().delete();
            return Future.succeededFuture(PendingReply.NOTHING);
        }
        endOfData = new EndOfData(session, end.message());
        return endOfData.run().map(session::soften).onComplete(done -> endOfData = null);
    }

    /** The octets that the client sends behind its BDAT, from 0. */
    public long chunkOctets() {
        return bdat.octets();
    }

    /** Whether those octets are content; else the BDAT was refused, and its reply comes once they are here. */
    public boolean isChunkTaken() {
        return bdat.isTaken();
    }

    /** What of the content of a transaction the command {@code content} can read; null before its end and after its final reply. */
    public EndOfData.Readable readable(String transaction) {
        return endOfData == null ? null : endOfData.readable(transaction);
    }

    /** Whether an inbox is being asked to take a message. */
    public boolean isDelivering() {
        return endOfData != null && endOfData.isDelivering();
    }

    /** Whether the greeting was a refusal. */
    public boolean isRefused() {
        return session.state() == State.REFUSED;
    }

    public ConnectionState connection() {
        return session.connection();
    }

    /** Whether the client has declared SMTPUTF8, for its open transaction or with the last command. */
    public boolean isInternational() {
        return information.isInternational()
                || session.transaction() != null && session.transaction().isInternational();
    }

    /** The client is gone: what is open ends, and nothing more is said. */
    public void lose(String reason) {
        session.lose(reason);
    }

    /** A plugin has disconnected the client: open answers are waited for no longer, and change nothing. */
    public void abandon() {
        connection().abandon();
        session.stages().abandon();
    }

    /** Publishes the end of the connection, when nothing is asked for it any more. */
    public void close(long milliseconds, long received, long sent) {
        session.close();
        Close.Counters counters =
                new Close.Counters(milliseconds, received, sent, commands, session.transactions(), session.messages());
        session.stages().inform(null, Stage.CLOSE, common -> new Close(common, session.lost(), counters), null);
    }
}
