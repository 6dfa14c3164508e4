package dev.postern.smtp;

import dev.postern.contract.Address;
import dev.postern.contract.Endpoint;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator reads of a session: a line for each refusal, and one for the end of each recipient. What ends here is also
 * counted here.
 */
final class Journal {
    /** Who refuses where no group does. */
    static final String SERVER = "the server";

    private static final Logger LOG = LoggerFactory.getLogger("session");
    static final String REFUSED = "refused";
    private static final String DELIVERED = "delivered";
    private static final String DISCARDED = "discarded";
    static final String DROPPED = "dropped";

    private final Connection connection;
    private Transaction ended;

    Journal(Connection connection) {
        this.connection = connection;
    }

    /**
     * The server itself refuses, or a group whose verdict is not known any more.
     *
     * @param what as {@code rcptto <nobody@example.org>}
     * @param by a group, or {@link #SERVER}
     */
    void refused(String what, String by, Reply reply) {
        refused(what, by, null, reply);
    }

    /** A chain refuses. */
    void refused(String what, Outcome outcome, Reply reply) {
        refused(what, outcome.by(), outcome.word().verdict(), reply);
    }

    /** A group refuses, and nobody else was asked. */
    void refused(String what, Verdict verdict, Reply reply) {
        refused(what, verdict.group(), verdict, reply);
    }

    private void refused(String what, String by, Verdict verdict, Reply reply) {
        int space = what.indexOf(' ');
        String stage = space < 0 ? what : what.substring(0, space);
        if (stage.equals(Stage.RCPTTO.key())) {
            connection.meters().recipient(REFUSED);
        }
        Entry entry = Entry.info(LOG, connection.id(), REFUSED)
                .with("stage", stage)
                .with("address", space < 0 ? null : what.substring(space + 1))
                .with("by", by)
                .with("reply", reply);
        if (verdict != null) {
            entry.with("ms", verdict.milliseconds())
                    .with("failure", verdict.failure())
                    .with("instance", verdict.instance());
        }
        entry.with("client", client()).write();
    }

    /** The end of a recipient, who gets this reply unless another was found for it. */
    void ended(Transaction transaction, Fates.Fate fate, Reply yes) {
        String end = switch (fate.end()) {
            case ACCEPTED -> DELIVERED;
            case DISCARDED -> DISCARDED;
            case REFUSED -> REFUSED;
        };
        ended(transaction, fate.recipient(), end, fate.by(), fate.reply() == null ? yes : fate.reply());
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
        Entry.info(LOG, connection.id(), end)
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
        Endpoint remote = connection.client().remote();
        return remote == null ? null : remote.address();
    }

    private static String bracketed(Address address) {
        return "<" + address + ">";
    }
}
