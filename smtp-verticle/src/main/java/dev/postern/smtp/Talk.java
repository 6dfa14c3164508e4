package dev.postern.smtp;

import dev.postern.contract.Client;
import dev.postern.contract.Common;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Reset;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import io.vertx.core.Future;
import java.util.function.Function;

/** What the parts of one session share: where it stands, its open transaction, and its occasions. */
final class Talk {
    private final SmtpOptions options;
    private final Occasions occasions;
    private final Journal journal;
    private final Extensions extensions;
    private Phase phase = Phase.CONNECTED;
    private Transaction transaction;
    private String lost;
    private int begun;
    private int opened;
    private int taken;

    Talk(SmtpOptions options, Occasions occasions, Extensions extensions) {
        this.options = options;
        this.occasions = occasions;
        this.journal = new Journal(occasions.connection());
        this.extensions = extensions;
    }

    SmtpOptions options() {
        return options;
    }

    Occasions occasions() {
        return occasions;
    }

    Extensions extensions() {
        return extensions;
    }

    String id() {
        return occasions.connection().id();
    }

    Client client() {
        return occasions.connection().client();
    }

    void client(Client known) {
        occasions.connection().client(known);
    }

    boolean isEncrypted() {
        return client().tls() != null;
    }

    Phase phase() {
        return phase;
    }

    void become(Phase next) {
        phase = next;
    }

    /** The open transaction, or null. */
    Transaction transaction() {
        return transaction;
    }

    /** A transaction that counts only once its MAIL has got 250. */
    Transaction newTransaction(Sender sender) {
        begun++;
        return new Transaction(id() + "-" + begun, sender);
    }

    void begin(Transaction begins) {
        transaction = begins;
        opened++;
        become(Phase.SENDER_GIVEN);
    }

    /** The open transaction, if any, ends without being taken. */
    void reset(String reason) {
        if (transaction != null) {
            Transaction ended = transaction;
            transaction = null;
            occasions.inform(ended, Stage.RESET, common -> new Reset(common, reason), null);
        }
        if (phase == Phase.SENDER_GIVEN || phase == Phase.RECIPIENT_GIVEN) {
            become(Phase.READY);
        }
    }

    /** The open transaction ends with the message taken. */
    void take() {
        transaction = null;
        taken++;
        become(Phase.READY);
    }

    /** The client is gone, for this reason; what is decided from here on reaches nobody. */
    void lose(String reason) {
        if (lost == null) {
            lost = reason;
        }
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

    /** One occasion: the groups are asked, then the outcome is carried out, then it is told. */
    Future<Step> settle(Stage stage, Function<Common, Event> make, Function<Outcome, Step> proceed) {
        return settle(transaction, stage, make, proceed);
    }

    Future<Step> settle(
            Transaction within, Stage stage, Function<Common, Event> make, Function<Outcome, Step> proceed) {
        return occasions.hear(within, stage, make).map(heard -> {
            if (lost != null) {
                occasions.tell(heard, null);
                return Step.NOTHING;
            }
            identify(stage, heard.outcome());
            Step step = proceed.apply(heard.outcome());
            occasions.tell(heard, step.reply());
            return step;
        });
    }

    /** What an operator reads of this session. */
    Journal journal() {
        return journal;
    }

    /** The reply of a refusal as it was given, with its one log line. */
    Reply refusal(Stage stage, Outcome outcome) {
        return refusal(stage.key(), outcome, outcome.refusal());
    }

    /** The same, where more is to be said of what is refused, or the protocol makes another reply of it. */
    Reply refusal(String what, Outcome outcome, Reply reply) {
        journal.refused(what, outcome.by(), reply);
        return reply;
    }

    /** The message is not taken, for anybody: one log line for each who had a yes at RCPT. */
    Reply refuseAll(Transaction refused, Reply reply, String group) {
        refused.recipients().forEach(recipient -> journal.ended(refused, recipient, "refused", group, reply));
        refused.discarded().forEach(gone -> journal.ended(refused, gone.recipient(), "refused", group, reply));
        return reply;
    }

    private void identify(Stage stage, Outcome outcome) {
        Effect.Authenticated said = outcome.authenticated();
        if (said != null && stage != Stage.AUTHENTICATE) {
            client(client().withUser(said.user()));
        }
    }
}
