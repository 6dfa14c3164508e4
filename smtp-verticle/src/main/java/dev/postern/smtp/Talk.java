package dev.postern.smtp;

import dev.postern.contract.Client;
import dev.postern.contract.Common;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Reset;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** What the parts of one session share: where it stands, its open transaction, and its occasions. */
final class Talk {
    private final SmtpOptions options;
    private final Occasions occasions;
    private final Journal journal;
    private final Extensions extensions;
    private final Offer offer;
    private final SmtpOptions.Listener listener;
    private final Holds holds = new Holds();
    private SpoolQuota room = SpoolQuota.none();
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
        this.listener = extensions.listener();
        this.extensions = extensions;
        this.offer = new Offer(extensions, occasions.connection());
    }

    /** Where its messages are kept; without a bound if nobody says so. */
    Talk within(SpoolQuota quota) {
        room = quota;
        return this;
    }

    /** Whether one more message of that size may be kept; 0 is one of unknown size. */
    boolean hasRoomFor(long size) {
        return room.hasRoomFor(size);
    }

    SmtpOptions options() {
        return options;
    }

    Occasions occasions() {
        return occasions;
    }

    /** What the listener can offer to anybody. */
    Extensions extensions() {
        return extensions;
    }

    Offer offer() {
        return offer;
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
        Answering each = sender.parameters().containsKey("PRDR") ? Answering.EACH_AND_ALL : Answering.ONE;
        return new Transaction(id() + "-" + begun, sender, isLmtp() ? Answering.EACH : each);
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
            end();
            occasions.inform(ended, Stage.RESET, common -> new Reset(common, reason), null);
        }
        if (phase == Phase.SENDER_GIVEN || phase == Phase.RECIPIENT_GIVEN || phase == Phase.CHUNKING) {
            become(Phase.READY);
        }
    }

    /** The open transaction ends with the message taken. */
    void take() {
        end();
        taken++;
        become(Phase.READY);
    }

    private void end() {
        transaction.discardDraft();
        transaction = null;
        holds.forgetSender();
    }

    /** TLS has begun: name and user are forgotten, and what was held against them (RFC 3207 4.2). */
    void secured(Tls tls) {
        client(client().secured(tls));
        holds.forgetClient();
        offer.reset();
        become(Phase.GREETED);
    }

    /** A trusted client speaks for another one from here on: the session begins again, but for TLS. */
    void restart(Client other) {
        client(other);
        holds.forgetClient();
        offer.reset();
        become(Phase.CONNECTED);
    }

    /** The client is gone, for this reason; what is decided from here on reaches nobody. */
    void lose(String reason) {
        if (lost == null) {
            lost = reason;
            occasions.connection().leave();
            occasions.hurry();
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
        return settle(stage, hear(within, stage, make, occasions.terms()), proceed);
    }

    /** The same from where the groups are asked. */
    Future<Step> settle(Stage stage, Future<Occasions.Heard> asked, Function<Outcome, Step> proceed) {
        return asked.compose(this::pause).map(heard -> {
            if (lost != null) {
                occasions.tell(heard, null);
                return Step.NOTHING;
            }
            Step step = carryOut(stage, heard.outcome(), proceed);
            occasions.tell(heard, step.reply());
            return step;
        });
    }

    /** Asks the groups; where the configuration says so, a refusal for good becomes one for now. */
    Future<Occasions.Heard> hear(Transaction within, Stage stage, Function<Common, Event> make, Hearing.Terms terms) {
        Future<Occasions.Heard> asked = occasions.hear(within, stage, make, terms);
        return softens()
                ? asked.map(heard ->
                        new Occasions.Heard(heard.event(), heard.outcome().softened()))
                : asked;
    }

    private Future<Occasions.Heard> pause(Occasions.Heard heard) {
        long delay = heard.outcome().manner().delay();
        return delay == 0 || lost != null
                ? Future.succeededFuture(heard)
                : occasions.pause(delay).map(heard);
    }

    private Step carryOut(Stage stage, Outcome outcome, Function<Outcome, Step> proceed) {
        if (stage.allowsHold() && !outcome.isRefusal()) {
            holds.put(stage, outcome.held());
        }
        if (stage != Stage.AUTHENTICATE) {
            client(Rewriting.client(client(), outcome.effects()));
        }
        return soften(proceed.apply(outcome)).behind(outcome.manner().octets());
    }

    /** The first refusal that was held until RCPT, unless the client has authenticated. */
    Outcome.Word held() {
        return client().user() != null ? Outcome.Word.PASS : holds.first();
    }

    boolean softens() {
        return options.policy().softBounce();
    }

    Reply soften(Reply reply) {
        return softens() ? Replies.soft(reply) : reply;
    }

    Step soften(Step step) {
        return softens() ? step.softened() : step;
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
        journal.refused(what, outcome, reply);
        return reply;
    }

    /** The message is not taken, for anybody: one log line for each who had a yes at RCPT. */
    Reply refuseAll(Transaction refused, Reply reply, String group) {
        return endAll(refused, Journal.REFUSED, reply, group);
    }

    /**
     * The open transaction ends with this refusal.
     *
     * @param complete whether the message's end is here
     */
    Step fail(Reply refusal, String group, boolean complete) {
        boolean apart = complete && transaction.answering() == Answering.EACH;
        List<Reply> replies = Collections.nCopies(apart ? transaction.accepted() : 1, refusal);
        refuseAll(transaction, refusal, group);
        reset("refused");
        return Step.say(replies);
    }

    /** The client was lost before the message was taken. */
    void dropAll(Transaction dropped) {
        endAll(dropped, Journal.DROPPED, null, null);
    }

    private Reply endAll(Transaction ended, String end, Reply reply, String group) {
        ended.recipients().forEach(recipient -> journal.ended(ended, recipient, end, group, reply));
        ended.discarded().forEach(gone -> journal.ended(ended, gone.recipient(), end, group, reply));
        return reply;
    }
}
