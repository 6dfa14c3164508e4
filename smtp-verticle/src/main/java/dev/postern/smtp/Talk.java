package dev.postern.smtp;

import dev.postern.contract.Client;
import dev.postern.contract.Effect;
import dev.postern.contract.Greeting;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Reset;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.smtp.chain.GroupStates;
import dev.postern.smtp.content.SpoolQuota;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.reports.ReportPublisher;
import java.util.Collections;
import java.util.List;

/** What a session is: where it stands, its client and open transaction, what it was offered, and what is counted of it. */
final class Talk {
    private final SmtpOptions options;
    private final GroupStates connection;
    private final Occasions occasions;
    private final Journal journal;
    private final Extensions extensions;
    private final Offer offer;
    private final SmtpOptions.Listener listener;
    private final boolean softens;
    private SpoolQuota room = SpoolQuota.none();
    private Phase phase = Phase.CONNECTED;
    private Transaction transaction;
    private String lost;
    private int begun;
    private int opened;
    private int taken;

    Talk(SmtpOptions options, Extensions extensions, GroupStates connection, ReportPublisher teller) {
        this.options = options;
        this.connection = connection;
        this.extensions = extensions;
        this.listener = extensions.listener();
        this.softens = options.policy().softBounce();
        this.occasions = new Occasions(connection, extensions.chain(), teller, softens);
        this.journal = new Journal(connection, softens);
        this.offer = new Offer(extensions, connection);
    }

    /** Where its messages are kept; without a bound if nobody says so. */
    Talk within(SpoolQuota quota) {
        room = quota;
        return this;
    }

    /** Where its messages are kept. */
    SpoolQuota room() {
        return room;
    }

    SmtpOptions options() {
        return options;
    }

    GroupStates connection() {
        return connection;
    }

    /** The way to plugins. */
    Occasions occasions() {
        return occasions;
    }

    /** What an operator reads of this session. */
    Journal journal() {
        return journal;
    }

    /** What the listener can offer to anybody. */
    Extensions extensions() {
        return extensions;
    }

    Offer offer() {
        return offer;
    }

    String id() {
        return connection.id();
    }

    Client client() {
        return connection.client();
    }

    void client(Client known) {
        connection.client(known);
    }

    SmtpOptions.Listener listener() {
        return listener;
    }

    /** Whether LMTP is spoken here (RFC 2033). */
    boolean isLmtp() {
        return listener.protocol() == SmtpOptions.Protocol.LMTP;
    }

    Phase phase() {
        return phase;
    }

    /** The open transaction, or null. */
    Transaction transaction() {
        return transaction;
    }

    /** Null while the client is there. */
    String lost() {
        return lost;
    }

    /** Transactions whose MAIL got 250. */
    int transactions() {
        return opened;
    }

    /** Transactions taken. */
    int messages() {
        return taken;
    }

    /** Whether each refusal for good becomes one for now. */
    boolean softens() {
        return softens;
    }

    Reply soften(Reply reply) {
        return softens ? Replies.soft(reply) : reply;
    }

    Step soften(Step step) {
        return softens ? step.softened() : step;
    }

    /** The greeting lets the client in. */
    void greeted() {
        phase = Phase.GREETED;
    }

    /** The greeting was a refusal: only QUIT is left. */
    void greetingRefused() {
        phase = Phase.REFUSED;
    }

    /** TLS has begun: name and user are forgotten, and what was held against them (RFC 3207 4.2). */
    void secured(Tls tls) {
        forget(client().secured(tls));
        phase = Phase.GREETED;
    }

    /** A trusted client speaks for another one from here on: the session begins again, but for TLS. */
    void restart(Client other) {
        forget(other);
        phase = Phase.CONNECTED;
    }

    private void forget(Client other) {
        connection.client(other);
        occasions.holds().forgetClient();
        offer.reset();
    }

    /** EHLO, HELO or LHLO was accepted, and plugins may have changed what is offered. */
    void introduced(Greeting said, List<Effect> effects) {
        connection.client(client().withGreeting(said));
        offer.reset();
        offer.change(effects);
        phase = Phase.READY;
    }

    /** A transaction that counts only once its MAIL has got 250. */
    Transaction newTransaction(Sender sender) {
        begun++;
        Answering each = sender.parameters().containsKey("PRDR") ? Answering.EACH_AND_ALL : Answering.ONE;
        return new Transaction(id() + "-" + begun, sender, isLmtp() ? Answering.EACH : each);
    }

    void begin(Transaction begins) {
        transaction = begins;
        opened++;
        phase = Phase.SENDER_GIVEN;
    }

    /** A RCPT got a yes. */
    void accept(Recipient recipient) {
        transaction.add(recipient);
        phase = Phase.RECIPIENT_GIVEN;
    }

    /** A RCPT got a yes, for somebody who gets nothing. */
    void discard(Recipient recipient, String by) {
        transaction.discard(recipient, by);
        phase = Phase.RECIPIENT_GIVEN;
    }

    /** The message comes in chunks. */
    void beginChunks() {
        phase = Phase.CHUNKING;
    }

    /** The open transaction, if any, ends without being taken. */
    void reset(String reason) {
        if (transaction != null) {
            Transaction ended = transaction;
            end();
            occasions.inform(ended, Stage.RESET, common -> new Reset(common, reason), null);
        }
    }

    /**
     * The open transaction ends with this refusal.
     *
     * @param complete whether the message's end is here, at which some clients expect a reply for each recipient
     */
    Step refuse(Reply reply, String by, boolean complete) {
        Reply refusal = soften(reply);
        boolean apart = complete && transaction.answering() == Answering.EACH;
        List<Reply> replies = Collections.nCopies(apart ? transaction.accepted() : 1, refusal);
        journal.refuseAll(transaction, refusal, by);
        reset("refused");
        return Step.say(replies);
    }

    /** The open transaction ends with the message taken. */
    void take() {
        end();
        taken++;
    }

    private void end() {
        transaction.discardDraft();
        transaction = null;
        occasions.holds().forgetSender();
        if (phase != Phase.CLOSED) {
            phase = Phase.READY;
        }
    }

    /** The client is gone, for this reason; what is decided from here on reaches nobody. */
    void lose(String reason) {
        if (lost == null) {
            lost = reason;
            connection.leave();
            occasions.hurry();
        }
    }

    /** Nothing of it is open any more. */
    void close() {
        phase = Phase.CLOSED;
        reset(lost);
    }
}
