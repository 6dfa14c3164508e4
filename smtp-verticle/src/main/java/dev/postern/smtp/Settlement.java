package dev.postern.smtp;

import dev.postern.contract.Address;
import dev.postern.contract.Common;
import dev.postern.contract.Content;
import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.Message;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * From the end of data to the final reply: {@code content}, {@code message} for each recipient, {@code deliver}. A client
 * that is lost before {@code deliver} is asked leaves nothing; from then on the message is taken, whatever happens to it.
 */
final class Settlement {
    /** The most recipients that are judged at the same time. */
    private static final int OVERLAP_LIMIT = 100;

    private final Talk talk;
    private final Clock clock;
    private Case open;

    Settlement(Talk talk, Clock clock) {
        this.talk = talk;
        this.clock = clock;
    }

    /** Judges and delivers the open transaction's message; what was stored is deleted in the end. */
    Future<Step> settle(Stored stored) {
        Case current = new Case(talk.transaction(), stored);
        open = current;
        return Future.succeededFuture()
                .compose(now -> current.begin())
                .onComplete(settled -> {
                    open = null;
                    stored.delete();
                })
                .map(reply -> reply == null ? Step.NOTHING : Step.say(reply).behind(current.octets));
    }

    /** The content of this transaction while it can be read, or null. */
    Readable readable(String transaction) {
        return open != null && open.transaction.id().equals(transaction) ? new Readable(open.stored, open.head) : null;
    }

    /** Whether an inbox is being asked to take the message. */
    boolean isDelivering() {
        return open != null && open.head != null;
    }

    /**
     * What the command {@code content} reads.
     *
     * @param head goes before it, or null
     */
    record Readable(Stored stored, Buffer head) {}

    /** One message under judgement. */
    private final class Case {
        private final Transaction transaction;
        private final Stored stored;
        private final long deadline = clock.now() + talk.options().budgets().message();
        private final List<Recipient> accepted = new ArrayList<>();
        private final List<Transaction.Discarded> discarded = new ArrayList<>();
        private final List<Outcome> refusals = new ArrayList<>();
        private Outcome judged = Outcome.NOBODY;
        private Future<Void> last = Future.succeededFuture();
        private Buffer octets;
        private Buffer head;

        Case(Transaction transaction, Stored stored) {
            this.transaction = transaction;
            this.stored = stored;
            discarded.addAll(transaction.discarded());
        }

        /** The final reply; null if the client was lost before the message was taken. */
        Future<Reply> begin() {
            return hear(Stage.CONTENT, common -> new Content(common, stored.reference(null)), left())
                    .compose(this::treat)
                    .compose(this::content);
        }

        private Future<Occasions.Heard> hear(Stage stage, Function<Common, Event> make, long limit) {
            return talk.hear(
                    transaction, stage, make, Hearing.Terms.within(limit).until(deadline));
        }

        /** A delay ends with the time for the whole message. */
        private Future<Occasions.Heard> treat(Occasions.Heard heard) {
            Outcome.Manner manner = heard.outcome().manner();
            octets = Outcome.join(octets, manner.octets());
            long delay = Math.min(manner.delay(), left());
            return delay <= 0 || isLost()
                    ? Future.succeededFuture(heard)
                    : talk.occasions().pause(delay).map(heard);
        }

        private Future<Reply> content(Occasions.Heard heard) {
            judged = heard.outcome();
            Reply reply = isLost() ? null : verdict();
            talk.occasions().tell(heard, reply);
            return reply != null || isLost() ? end(reply) : messages().compose(v -> isLost() ? end(null) : combine());
        }

        /** The final reply if {@code content} has settled everything, else null. */
        private Reply verdict() {
            if (judged.isRefusal()) {
                return refuseAll(talk.refusal(Stage.CONTENT, judged), judged.by());
            }
            if (judged.isDiscard()) {
                transaction.recipients().forEach(gone -> discarded.add(new Transaction.Discarded(gone, judged.by())));
                return taken(judged.shape(yes()));
            }
            transaction.sender(Rewriting.sender(transaction.sender(), judged.effects()));
            transaction.recipients(Rewriting.recipients(transaction.recipients(), judged.effects()));
            return null;
        }

        private Future<Void> messages() {
            List<Recipient> recipients = transaction.recipients();
            int window = talk.occasions().chain().lineup().overlaps(Stage.MESSAGE) ? OVERLAP_LIMIT : 1;
            return Overlap.run(recipients.size(), window, n -> isLost() ? last : message(recipients.get(n)));
        }

        /** Verdicts are taken in the order of the recipients, whichever comes first. */
        private Future<Void> message(Recipient recipient) {
            Future<Void> before = last;
            Future<Occasions.Heard> heard = hear(
                    Stage.MESSAGE,
                    common -> new Message(common, recipient, stored.reference()),
                    Math.min(talk.options().budgets().stage(), left()));
            last = heard.compose(known -> before.map(known))
                    .compose(this::treat)
                    .map(known -> {
                        talk.occasions().tell(known, isLost() ? null : message(recipient, known.outcome()));
                        return null;
                    });
            return last;
        }

        private Reply message(Recipient recipient, Outcome outcome) {
            if (outcome.isRefusal()) {
                refusals.add(outcome);
                return talk.refusal(Stage.MESSAGE, outcome);
            }
            if (outcome.isDiscard()) {
                discarded.add(new Transaction.Discarded(recipient, outcome.by()));
            } else {
                accepted.add(Rewriting.recipient(recipient, outcome.effects()));
            }
            return null;
        }

        /** In plain SMTP one reply stands for all: any refusal refuses the whole, "not now" before "never". */
        private Future<Reply> combine() {
            if (!refusals.isEmpty()) {
                Outcome refusal = refusals.stream()
                        .filter(outcome -> outcome.refusal().isTransient())
                        .findFirst()
                        .orElse(refusals.get(0));
                return end(refuseAll(refusal.refusal(), refusal.by()));
            }
            return accepted.isEmpty() ? end(taken(judged.shape(yes()))) : deliver();
        }

        private Future<Reply> deliver() {
            head = Received.field(talk.client(), transaction, talk.options().hostname(), clock.wall());
            Connection connection = talk.occasions().connection();
            Chain chain = talk.occasions().chain();
            Link inbox = chain.link(transaction.inbox());
            Deliver event = new Deliver(connection.occasion(transaction, addressees()), stored.reference(head));
            long budget = Math.min(chain.budget(inbox, Stage.DELIVER), left());
            return chain.askOne(connection, inbox, event, budget)
                    .compose(ruling -> deliver(event, ruling))
                    .compose(this::end);
        }

        private Future<Reply> deliver(Deliver event, Ruling ruling) {
            return treat(new Occasions.Heard(event, Outcome.of(ruling))).map(heard -> {
                Reply refusal = Delivery.refusal(event, ruling.decision());
                Reply reply = refusal == null
                        ? taken(heard.outcome().shape(judged.shape(yes())))
                        : refuseAll(talk.soften(refusal), ruling.verdict());
                talk.occasions().tell(heard, isLost() ? null : reply);
                return reply;
            });
        }

        /** Two recipients that plugins have made one get one copy. */
        private List<Recipient> addressees() {
            Map<Address, Recipient> addressees = new LinkedHashMap<>();
            for (Recipient recipient : accepted) {
                Address address = recipient.address();
                addressees.putIfAbsent(new Address(address.local(), address.domainKey()), recipient);
            }
            return List.copyOf(addressees.values());
        }

        private Reply yes() {
            return new Reply(250, "2.0.0", "Ok, taken as " + transaction.id());
        }

        /** Whatever plugins make of the final reply, it names the transaction. */
        private Reply taken(Reply shaped) {
            Reply reply = Replies.naming(transaction.id(), shaped);
            accepted.forEach(
                    recipient -> talk.journal().ended(transaction, recipient, "delivered", recipient.inbox(), reply));
            discarded.forEach(
                    gone -> talk.journal().ended(transaction, gone.recipient(), "discarded", gone.by(), reply));
            return reply;
        }

        private Reply refuseAll(Reply reply, Verdict verdict) {
            talk.journal().refused(Stage.DELIVER.key(), verdict, reply);
            return refuseAll(reply, verdict.group());
        }

        private Reply refuseAll(Reply reply, String group) {
            return talk.refuseAll(transaction, reply, group);
        }

        /** The transaction is over, taken or not. */
        private Future<Reply> end(Reply reply) {
            if (reply == null) {
                talk.dropAll(transaction);
            }
            if (reply != null && reply.isPositive()) {
                talk.take();
            } else if (!isLost()) {
                talk.reset("refused");
            }
            return Future.succeededFuture(isLost() ? null : reply);
        }

        private boolean isLost() {
            return talk.lost() != null;
        }

        private long left() {
            return deadline - clock.now();
        }
    }
}
