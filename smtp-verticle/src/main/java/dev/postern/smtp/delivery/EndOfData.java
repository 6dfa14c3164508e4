package dev.postern.smtp.delivery;

import dev.postern.contract.Content;
import dev.postern.contract.Deliver;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Message;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.ChainRun;
import dev.postern.smtp.chain.EffectApplier;
import dev.postern.smtp.chain.GroupResult;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.content.StoredMessage;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.RecipientStatuses;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.ReplyMode;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.session.StageRunner;
import dev.postern.smtp.session.Transaction;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * From the end of data to the final reply: {@code content}, {@code message} for each recipient, {@code deliver}. A client
 * that is lost before {@code deliver} is asked leaves nothing; from then on the message is taken, whatever happens to it.
 */
public final class EndOfData {
    /** The most recipients that are judged at the same time. */
    private static final int OVERLAP_LIMIT = 100;

    private final Session talk;
    private final StageRunner occasions;
    private final SmtpOptions.Budgets budgets;
    private final String hostname;
    private final Clock clock;
    private Case open;

    public EndOfData(Session talk, SmtpOptions options, Clock clock) {
        this.talk = talk;
        this.occasions = talk.occasions();
        this.budgets = options.budgets();
        this.hostname = options.hostname();
        this.clock = clock;
    }

    /** Judges and delivers the open transaction's message; what was stored is deleted in the end. */
    public Future<PendingReply> settle(StoredMessage stored) {
        Case current = new Case(talk.transaction(), stored);
        open = current;
        return Future.succeededFuture().compose(now -> current.begin()).onComplete(settled -> {
            open = null;
            stored.delete();
        });
    }

    /** The content of this transaction while it can be read, or null. */
    public Readable readable(String transaction) {
        return open != null && open.transaction.id().equals(transaction) ? new Readable(open.stored, open.head) : null;
    }

    /** Whether an inbox is being asked to take the message. */
    public boolean isDelivering() {
        return open != null && open.head != null;
    }

    /**
     * What the command {@code content} reads.
     *
     * @param head goes before it, or null
     */
    public record Readable(StoredMessage stored, Buffer head) {}

    /** One message under judgement. */
    private final class Case {
        private final Transaction transaction;
        private final StoredMessage stored;
        private final long deadline = clock.now() + budgets.message();
        private final RecipientStatuses fates;
        private Reply yes;
        private Future<Void> last = Future.succeededFuture();
        private Buffer octets;
        private Buffer head;

        Case(Transaction transaction, StoredMessage stored) {
            this.transaction = transaction;
            this.stored = stored;
            this.fates = new RecipientStatuses(transaction);
            this.yes = new Reply(250, "2.0.0", "Ok, taken as " + transaction.id());
        }

        /** The final replies; none if the client was lost before the message was taken. */
        Future<PendingReply> begin() {
            return ask(Stage.CONTENT, common -> new Content(common, stored.reference(null)), left())
                    .compose(this::treat)
                    .compose(this::content);
        }

        private Future<StageRunner.Result> ask(Stage stage, Function<EventHeader, Event> make, long limit) {
            return occasions.ask(
                    transaction, stage, make, ChainRun.Terms.within(limit).until(deadline));
        }

        /** A delay ends with the time for the whole message. */
        private Future<StageRunner.Result> treat(StageRunner.Result result) {
            Outcome.BeforeReply before = result.outcome().beforeReply();
            octets = Outcome.join(octets, before.octets());
            return before.delay() == 0
                    ? Future.succeededFuture(result)
                    : occasions.delayed(result, Math.min(before.delay(), left()));
        }

        private Future<PendingReply> content(StageRunner.Result result) {
            if (isLost()) {
                occasions.tell(result, null);
                return drop();
            }
            Outcome outcome = result.outcome();
            if (outcome.isRefusal()) {
                Reply refusal = talk.journal().refuse(Refusal.of(Stage.CONTENT, null, outcome));
                occasions.tell(result, refusal);
                return Future.succeededFuture(
                        talk.refuse(refusal, outcome.by(), true).behind(octets));
            }
            shape(outcome);
            if (outcome.isDiscard()) {
                fates.open().forEach(fate -> fate.discard(outcome.by()));
                occasions.tell(result, yes);
                return end();
            }
            if (!outcome.effects().isEmpty()) {
                rewrite(outcome.effects());
            }
            occasions.tell(result, null);
            return messages().compose(v -> isLost() ? drop() : combine());
        }

        private void rewrite(List<Effect> effects) {
            transaction.sender(EffectApplier.sender(transaction.sender(), effects));
            transaction.recipients(EffectApplier.recipients(transaction.recipients(), effects));
            fates.rewrite(transaction.recipients());
        }

        /** Whatever plugins make of the final reply, it names the transaction. */
        private void shape(Outcome outcome) {
            Reply shaped = outcome.shape(yes);
            if (shaped != yes) {
                yes = Replies.naming(transaction.id(), shaped);
            }
        }

        private Future<Void> messages() {
            int window = occasions.chain().lineup().overlaps(Stage.MESSAGE) ? OVERLAP_LIMIT : 1;
            return Overlap.run(
                    fates.open().size(),
                    window,
                    n -> isLost() ? last : message(fates.open().get(n)));
        }

        /** Verdicts are taken in the order of the recipients, whichever comes first. */
        private Future<Void> message(RecipientStatuses.Fate fate) {
            Future<Void> before = last;
            Future<StageRunner.Result> result = ask(
                    Stage.MESSAGE,
                    common -> new Message(common, fate.recipient(), stored.reference()),
                    Math.min(budgets.stage(), left()));
            last = result.compose(known -> before.succeeded() ? treat(known) : before.compose(done -> treat(known)))
                    .map(known -> {
                        occasions.tell(known, isLost() ? null : message(fate, known.outcome()));
                        return null;
                    });
            return last;
        }

        private Reply message(RecipientStatuses.Fate fate, Outcome outcome) {
            if (outcome.isRefusal()) {
                fate.refuse(talk.journal().refuse(Refusal.of(Stage.MESSAGE, null, outcome)), outcome.by());
                return fate.reply();
            }
            if (outcome.isDiscard()) {
                fate.discard(outcome.by());
            } else {
                fate.recipient(EffectApplier.recipient(fate.recipient(), outcome.effects()));
            }
            Reply shaped = outcome.shape(yes);
            if (shaped != yes) {
                fate.say(Replies.naming(transaction.id(), shaped));
            }
            return null;
        }

        private Future<PendingReply> combine() {
            fates.unite();
            return fates.accepted().isEmpty() ? end() : deliver();
        }

        private Future<PendingReply> deliver() {
            head = ReceivedHeader.field(talk.client(), transaction, hostname, clock.wall());
            boolean apart = transaction.answering() != ReplyMode.ONE;
            EventHeader common = occasions.occasion(transaction, fates.addressees());
            Deliver event = new Deliver(common, stored.reference(head), apart);
            return occasions.ask(transaction.inbox(), event, left()).compose(result -> deliver(event, result));
        }

        private Future<PendingReply> deliver(Deliver event, GroupResult inbox) {
            return treat(new StageRunner.Result(event, Outcome.of(inbox))).compose(result -> {
                DeliveryOutcome delivery = new DeliveryOutcome(event, inbox.decision());
                Reply refusal = delivery.refusal();
                if (refusal != null) {
                    refusal = talk.journal().refuse(Refusal.of(Stage.DELIVER, inbox.verdict(), refusal));
                }
                for (RecipientStatuses.Fate fate : fates.accepted()) {
                    Reply own = delivery.refusal(fate.addressee());
                    if (own != null) {
                        fate.refuse(talk.soften(own), inbox.verdict().group());
                    }
                }
                fates.unite();
                shape(result.outcome());
                occasions.tell(result, isLost() ? null : fates.areAllRefused() ? refusal : yes);
                return end();
            });
        }

        /** The message has come to its end, taken or not, and everybody's fate is known. */
        private Future<PendingReply> end() {
            List<Reply> replies = fates.replies(yes);
            fates.all().forEach(fate -> talk.journal().ended(transaction, fate, yes));
            if (!fates.areAllRefused()) {
                talk.take();
            } else if (!isLost()) {
                talk.reset("refused");
            }
            return Future.succeededFuture(
                    isLost() ? PendingReply.NOTHING : PendingReply.say(replies).behind(octets));
        }

        /** The client was lost before the message was taken. */
        private Future<PendingReply> drop() {
            talk.journal().dropAll(transaction);
            return Future.succeededFuture(PendingReply.NOTHING);
        }

        private boolean isLost() {
            return talk.lost() != null;
        }

        private long left() {
            return deadline - clock.now();
        }
    }

    /** Runs a row of tasks of which some may be open at the same time; each begins after the one before it has begun. */
    private static final class Overlap {
        private final int count;
        private final int window;
        private final IntFunction<Future<?>> task;
        private final Promise<Void> done = Promise.promise();
        private int begun;
        private int ended;
        private boolean beginning;

        private Overlap(int count, int window, IntFunction<Future<?>> task) {
            this.count = count;
            this.window = window;
            this.task = task;
        }

        /**
         * @param window how many may be open at once
         * @param task begins one, by its index from 0
         * @return completes when all have; fails with the first failure, and begins no more then
         */
        static Future<Void> run(int count, int window, IntFunction<Future<?>> task) {
            Overlap overlap = new Overlap(count, window, task);
            overlap.begin();
            return overlap.done.future();
        }

        private void begin() {
            beginning = true;
            while (begun < count && begun - ended < window && !done.future().isComplete()) {
                task.apply(begun++).onComplete(one -> {
                    ended++;
                    if (one.failed()) {
                        done.tryFail(one.cause());
                    } else if (!beginning) {
                        begin();
                    }
                });
            }
            beginning = false;
            if (ended == count) {
                done.tryComplete();
            }
        }
    }
}
