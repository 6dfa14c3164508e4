package dev.postern.smtp;

import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator reads of a session: a line for each refusal, and one for the end of each recipient. */
final class Journal {
    /** Who refuses where no group does. */
    static final String SERVER = "the server";

    private static final Logger LOG = LoggerFactory.getLogger("session");

    private final Connection connection;

    Journal(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param what as {@code rcptto <nobody@example.org>}
     * @param by a group, or {@link #SERVER}
     */
    void refused(String what, String by, Reply reply) {
        LOG.info("[{}] {} refused by {}: {}; client {}", connection.id(), what, by, reply, client());
    }

    /**
     * @param end delivered, discarded or refused
     * @param group the inbox, or who refused; null if nobody in particular did
     */
    void ended(Transaction transaction, Recipient recipient, String end, String group, Reply reply) {
        LOG.info(
                "[{}] recipient <{}> {}: {}; group {}, transaction {}, from <{}>, {} octets, client {}",
                connection.id(),
                recipient.address(),
                end,
                reply,
                group,
                transaction.id(),
                transaction.sender().address(),
                transaction.octets(),
                client());
    }

    private String client() {
        return connection.client().remote().address();
    }
}
