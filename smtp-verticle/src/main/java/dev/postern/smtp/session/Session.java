package dev.postern.smtp.session;

import dev.postern.contract.Client;
import dev.postern.contract.Effect;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Reset;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.content.SpoolQuota;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.reports.ReportPublisher;
import java.util.Collections;
import java.util.List;

/** The state of a session: its client, its open transaction, the extensions offered and the counters. */
public final class Session {
    private final SmtpOptions options;
    private final ConnectionState connection;
    private final StageRunner stages;
    private final SessionLog log;
    private final SessionExtensions extensions;
    private final SmtpOptions.Listener listener;
    private final boolean softens;
    private SpoolQuota quota = SpoolQuota.none();
    private State state = State.CONNECTED;
    private Transaction transaction;
    private String lost;
    private int begun;
    private int opened;
    private int taken;

    public Session(
            SmtpOptions options, ListenerExtensions extensions, ConnectionState connection, ReportPublisher publisher) {
        this.options = options;
        this.connection = connection;
        this.listener = extensions.listener();
        this.softens = options.policy().softBounce();
        this.stages = new StageRunner(connection, extensions.chain(), publisher, softens);
        this.log = new SessionLog(connection, softens);
        this.extensions = new SessionExtensions(extensions, connection);
    }

    /** Where its messages are kept; without a bound if nobody says so. */
    public Session within(SpoolQuota quota) {
        this.quota = quota;
        return this;
    }

    /** Where its messages are kept. */
    public SpoolQuota quota() {
        return quota;
    }

    public SmtpOptions options() {
        return options;
    }

    public ConnectionState connection() {
        return connection;
    }

    /** The way to plugins. */
    public StageRunner stages() {
        return stages;
    }

    /** The log lines of this session. */
    public SessionLog log() {
        return log;
    }

    public SessionExtensions extensions() {
        return extensions;
    }

    public String id() {
        return connection.id();
    }

    public Client client() {
        return connection.client();
    }

    public void client(Client known) {
        connection.client(known);
    }

    public SmtpOptions.Listener listener() {
        return listener;
    }

    /** Whether LMTP is spoken here (RFC 2033). */
    public boolean isLmtp() {
        return listener.protocol() == SmtpOptions.Protocol.LMTP;
    }

    public State state() {
        return state;
    }

    /** The open transaction, or null. */
    public Transaction transaction() {
        return transaction;
    }

    /** Why the client is gone; null while it is there. */
    public String lost() {
        return lost;
    }

    /** Transactions whose MAIL got 250. */
    public int transactions() {
        return opened;
    }

    /** Transactions whose message was taken. */
    public int messages() {
        return taken;
    }

    /** Whether each refusal for good becomes one for now. */
    public boolean softens() {
        return softens;
    }

    public Reply soften(Reply reply) {
        return softens ? Replies.soft(reply) : reply;
    }

    public PendingReply soften(PendingReply step) {
        return softens ? step.softened() : step;
    }

    /** The greeting was sent. */
    public void greeted() {
        state = State.GREETED;
    }

    /** The greeting was a refusal: only QUIT is left. */
    public void greetingRefused() {
        state = State.REFUSED;
    }

    /** TLS has begun: name and user are forgotten, and what was held against them (RFC 3207 4.2). */
    public void secured(Tls tls) {
        forget(client().secured(tls));
        state = State.GREETED;
    }

    /** A trusted client speaks for another one from here on: the session begins again, but for TLS. */
    public void restart(Client other) {
        forget(other);
        state = State.CONNECTED;
    }

    private void forget(Client other) {
        connection.client(other);
        stages.heldRefusals().forgetClient();
        extensions.reset();
    }

    /** EHLO, HELO or LHLO was accepted, and plugins may have changed what is offered. */
    public void introduced(Client.Greeting said, List<Effect> effects) {
        connection.client(client().withGreeting(said));
        extensions.reset();
        extensions.change(effects);
        state = State.READY;
    }

    /** A transaction that counts only once its MAIL has got 250. */
    public Transaction newTransaction(Sender sender) {
        begun++;
        ReplyMode each = sender.parameters().containsKey("PRDR") ? ReplyMode.EACH_AND_ALL : ReplyMode.ONE;
        return new Transaction(id() + "-" + begun, sender, isLmtp() ? ReplyMode.EACH : each);
    }

    public void begin(Transaction begins) {
        transaction = begins;
        opened++;
        state = State.SENDER_GIVEN;
    }

    /** A RCPT got a yes. */
    public void accept(Recipient recipient) {
        transaction.add(recipient);
        state = State.RECIPIENT_GIVEN;
    }

    /** A RCPT got a yes, for somebody who gets nothing. */
    public void discard(Recipient recipient, String by) {
        transaction.discard(recipient, by);
        state = State.RECIPIENT_GIVEN;
    }

    /** The message comes in chunks. */
    public void beginChunks() {
        state = State.CHUNKING;
    }

    /** The open transaction, if any, ends without being taken. */
    public void reset(String reason) {
        if (transaction != null) {
            Transaction ended = transaction;
            end();
            stages.inform(ended, Stage.RESET, common -> new Reset(common, reason), null);
        }
    }

    /**
     * The open transaction ends with this refusal.
     *
     * @param complete whether the message's end is here, at which some clients expect a reply for each recipient
     */
    public PendingReply refuse(Reply reply, String by, boolean complete) {
        Reply refusal = soften(reply);
        boolean apart = complete && transaction.answering() == ReplyMode.EACH;
        List<Reply> replies = Collections.nCopies(apart ? transaction.accepted() : 1, refusal);
        log.refuseAll(transaction, refusal, by);
        reset("refused");
        return PendingReply.say(replies);
    }

    /** The open transaction ends with the message taken. */
    public void take() {
        end();
        taken++;
    }

    private void end() {
        transaction.discardDraft();
        transaction = null;
        stages.heldRefusals().forgetSender();
        if (state != State.CLOSED) {
            state = State.READY;
        }
    }

    /** The client is gone, for this reason; no more replies are sent. */
    public void lose(String reason) {
        if (lost == null) {
            lost = reason;
            connection.leave();
            stages.endPauses();
        }
    }

    /** Nothing of it is open any more. */
    public void close() {
        state = State.CLOSED;
        reset(lost);
    }
}
