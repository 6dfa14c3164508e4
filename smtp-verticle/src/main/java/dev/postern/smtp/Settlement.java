package dev.postern.smtp;

import dev.postern.contract.Content;
import dev.postern.contract.Deliver;
import dev.postern.contract.Message;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * From the end of data to the final reply: {@code content}, {@code message} for each recipient, {@code deliver}. A client
 * that is lost before {@code deliver} is asked leaves nothing; from then on the message is taken, whatever happens to it.
 */
final class Settlement {
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
                .map(reply -> reply == null ? Step.NOTHING : Step.say(reply));
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
        private Buffer head;

        Case(Transaction transaction, Stored stored) {
            this.transaction = transaction;
            this.stored = stored;
            discarded.addAll(transaction.discarded());
        }

        /** The final reply; null if the client was lost before the message was taken. */
        Future<Reply> begin() {
            return talk.occasions()
                    .hear(transaction, Stage.CONTENT, common -> new Content(common, stored.reference(null)), left())
                    .compose(this::content);
        }

        private Future<Reply> content(Occasions.Heard heard) {
            judged = heard.outcome();
            Reply reply = isLost() ? null : verdict();
            talk.occasions().tell(heard, reply);
            return reply != null || isLost() ? end(reply) : messages(0).compose(v -> isLost() ? end(null) : combine());
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
            return null;
        }

        private Future<Void> messages(int from) {
            for (int i = from; i < transaction.recipients().size() && !isLost(); i++) {
                Recipient recipient = transaction.recipients().get(i);
                Future<Void> judging = message(recipient);
                if (!judging.succeeded()) {
                    int next = i + 1;
                    return judging.compose(v -> messages(next));
                }
            }
            return Future.succeededFuture();
        }

        private Future<Void> message(Recipient recipient) {
            return talk.occasions()
                    .hear(
                            transaction,
                            Stage.MESSAGE,
                            common -> new Message(common, recipient, stored.reference()),
                            Math.min(talk.options().budgets().stage(), left()))
                    .map(heard -> {
                        talk.occasions().tell(heard, isLost() ? null : message(recipient, heard.outcome()));
                        return null;
                    });
        }

        private Reply message(Recipient recipient, Outcome outcome) {
            if (outcome.isRefusal()) {
                refusals.add(outcome);
                return talk.refusal(Stage.MESSAGE, outcome);
            }
            if (outcome.isDiscard()) {
                discarded.add(new Transaction.Discarded(recipient, outcome.by()));
            } else {
                accepted.add(recipient);
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
            Chain chain = talk.occasions().chain();
            Link inbox = chain.link(transaction.inbox());
            Deliver event =
                    new Deliver(talk.occasions().connection().occasion(transaction, accepted), stored.reference(head));
            return chain.askOne(talk.occasions().connection(), inbox, event, left())
                    .compose(answer -> {
                        Delivery delivery = Delivery.of(inbox, event, answer);
                        Reply reply = delivery.reply() == null
                                ? taken(delivery.shape(judged.shape(yes())))
                                : refuseAll(delivery.reply(), inbox.group());
                        talk.occasions().told(event, isLost() ? null : reply, delivery.verdict());
                        Connection connection = talk.occasions().connection();
                        connection.keep(inbox.group(), delivery.decision(), connection.asked(inbox.group()));
                        return end(reply);
                    });
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

        private Reply refuseAll(Reply reply, String group) {
            return talk.refuseAll(transaction, reply, group);
        }

        /** The transaction is over, taken or not. */
        private Future<Reply> end(Reply reply) {
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
