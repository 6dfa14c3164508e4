package dev.postern.smtp.session;

import dev.postern.contract.Address;
import dev.postern.contract.Client;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.telemetry.LogLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log lines of a session: one for each refusal, and one for the end of each recipient. Both are counted here, too.
 */
public final class SessionLog {
    private static final Logger LOG = LoggerFactory.getLogger("session");
    private static final String REFUSED = "refused";
    private static final String DELIVERED = "delivered";
    private static final String DISCARDED = "discarded";
    private static final String DROPPED = "dropped";

    private final ConnectionState connection;
    private final boolean soft;
    private Transaction ended;

    /** @param soft whether each refusal for good becomes one for now */
    SessionLog(ConnectionState connection, boolean soft) {
        this.connection = connection;
        this.soft = soft;
    }

    /** A refusal with its one line; gives the reply to it. */
    public Reply refuse(Refusal refusal) {
        if (refusal.stage() == Stage.RCPTTO) {
            connection.meters().recipient(REFUSED);
        }
        Reply reply = soft ? Replies.soft(refusal.reply()) : refusal.reply();
        LogLine entry = LogLine.info(LOG, connection.id(), REFUSED)
                .with("stage", refusal.stage().key())
                .with("address", refusal.address() == null ? null : bracketed(refusal.address()))
                .with("by", refusal.by())
                .with("reply", reply);
        Verdict verdict = refusal.verdict();
        if (verdict != null) {
            entry.with("ms", verdict.milliseconds())
                    .with("failure", verdict.failure())
                    .with("instance", verdict.instance());
        }
        entry.with("client", client()).write();
        return reply;
    }

    /**
     * The message is not taken, for anybody: a line for each who had a yes at RCPT.
     *
     * @param by who refused
     */
    void refuseAll(Transaction refused, Reply reply, String by) {
        endAll(refused, REFUSED, reply, by);
    }

    /** The client was lost before the message was taken. */
    public void dropAll(Transaction dropped) {
        endAll(dropped, DROPPED, null, null);
    }

    private void endAll(Transaction all, String end, Reply reply, String group) {
        all.recipients().forEach(recipient -> ended(all, recipient, end, group, reply));
        all.discarded().forEach(gone -> ended(all, gone.recipient(), end, group, reply));
    }

    /** The end of a recipient, who gets this reply unless another was found for it. */
    public void ended(Transaction transaction, RecipientStatuses.Status status, Reply yes) {
        String end = switch (status.end()) {
            case ACCEPTED -> DELIVERED;
            case DISCARDED -> DISCARDED;
            case REFUSED -> REFUSED;
        };
        ended(transaction, status.recipient(), end, status.by(), status.reply() == null ? yes : status.reply());
    }

    /**
     * The end of a recipient. A message ends with the first of its recipients, and as that one does: those that are delivered
     * come first.
     *
     * @param end delivered, discarded, refused or dropped
     * @param group the inbox, or who refused; null if nobody in particular did
     */
    void ended(Transaction transaction, Recipient recipient, String end, String group, Reply reply) {
        if (ended != transaction) {
            ended = transaction;
            connection.meters().message(end, transaction.octets());
        }
        connection.meters().recipient(end);
        LogLine.info(LOG, connection.id(), end)
                .with("recipient", bracketed(recipient.address()))
                .with("group", group)
                .with("reply", reply)
                .with("transaction", transaction.id())
                .with("sender", bracketed(transaction.sender().address()))
                .with("octets", transaction.octets())
                .with("client", client())
                .write();
    }

    private String client() {
        Client.Endpoint remote = connection.client().remote();
        return remote == null ? null : remote.address();
    }

    private static String bracketed(Address address) {
        return "<" + address + ">";
    }
}
