package dev.postern.smtp.delivery;

import dev.postern.contract.Content;
import dev.postern.contract.Deliver;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Message;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.AskOptions;
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

    private final Session session;
    private final StageRunner stages;
    private final Clock clock;
    private final long deadline;
    private final Transaction transaction;
    private final RecipientStatuses statuses;
    private final StoredMessage stored;
    private final SmtpOptions.Budgets budgets;
    /** The reply of a recipient for whom the message is taken. */
    private Reply yes;
    /** What plugins send ahead of the final reply, or null. */
    private Buffer octets;
    /** The {@code Received} field, from {@code deliver} on. */
    private Buffer head;

    private Future<Void> last = Future.succeededFuture();

    /**
     * What the command {@code content} reads.
     *
     * @param head goes before it, or null
     */
    public record Readable(StoredMessage stored, Buffer head) {}

    /** @param stored the content of the open transaction */
    public EndOfData(Session session, StoredMessage stored) {
        this.session = session;
        this.stages = session.stages();
        this.clock = stages.chain().clock();
        this.stored = stored;
        this.budgets = session.options().budgets();
        this.deadline = clock.now() + budgets.message();
        this.transaction = session.transaction();
        this.statuses = new RecipientStatuses(transaction);
        this.yes = new Reply(250, "2.0.0", "Ok, taken as " + transaction.id());
    }

    /** The final replies; none if the client was lost before the message was taken. What was stored is deleted in the end. */
    public Future<PendingReply> run() {
        return Future.succeededFuture()
                .compose(now -> ask(Stage.CONTENT, common -> new Content(common, stored.reference(null)), left()))
                .compose(this::beforeReply)
                .compose(this::content)
                .onComplete(done -> stored.delete());
    }

    /** What can be read of the content of this transaction, or null for another one. */
    public Readable readable(String id) {
        return transaction.id().equals(id) ? new Readable(stored, head) : null;
    }

    /** Whether an inbox is being asked to take the message. */
    public boolean isDelivering() {
        return head != null;
    }

    private Future<StageRunner.Result> ask(Stage stage, Function<EventHeader, Event> make, long limit) {
        return stages.ask(transaction, stage, make, AskOptions.until(limit, deadline));
    }

    /** What comes before the reply; a delay ends with the time for the whole message. */
    private Future<StageRunner.Result> beforeReply(StageRunner.Result result) {
        Outcome.BeforeReply before = result.outcome().beforeReply();
        if (before.octets() != null) {
            octets = Outcome.join(octets, before.octets());
        }
        return before.delay() == 0
                ? Future.succeededFuture(result)
                : stages.delayed(result, Math.min(before.delay(), left()));
    }

    private Future<PendingReply> content(StageRunner.Result result) {
        if (isLost()) {
            stages.publish(result, null);
            return drop();
        }
        Outcome outcome = result.outcome();
        if (outcome.isRefusal()) {
            Reply refusal = session.log().refuse(Refusal.of(Stage.CONTENT, null, outcome));
            stages.publish(result, refusal);
            return Future.succeededFuture(
                    session.refuse(refusal, outcome.by(), true).behind(octets));
        }
        shape(outcome);
        if (outcome.isDiscard()) {
            statuses.open().forEach(status -> status.discard(outcome.by()));
            stages.publish(result, yes);
            return end();
        }
        if (!outcome.effects().isEmpty()) {
            rewrite(outcome.effects());
        }
        stages.publish(result, null);
        return messages().compose(v -> isLost() ? drop() : combine());
    }

    private void rewrite(List<Effect> effects) {
        transaction.sender(EffectApplier.sender(transaction.sender(), effects));
        transaction.recipients(EffectApplier.recipients(transaction.recipients(), effects));
        statuses.rewrite(transaction.recipients());
    }

    /** Whatever plugins make of the final reply, it names the transaction. */
    private void shape(Outcome outcome) {
        Reply shaped = outcome.shape(yes);
        if (shaped != yes) {
            yes = Replies.naming(transaction.id(), shaped);
        }
    }

    private Future<Void> messages() {
        List<RecipientStatuses.Status> open = statuses.open();
        boolean overlaps = open.size() > 1 && stages.chain().plan().overlaps(Stage.MESSAGE);
        return Overlap.run(open.size(), overlaps ? OVERLAP_LIMIT : 1, n -> isLost() ? last : message(open.get(n)));
    }

    /** Verdicts are taken in the order of the recipients, whichever comes first. */
    private Future<Void> message(RecipientStatuses.Status status) {
        Future<Void> before = last;
        Future<StageRunner.Result> result = ask(
                Stage.MESSAGE,
                common -> new Message(common, status.recipient(), stored.reference()),
                Math.min(budgets.stage(), left()));
        last = result.compose(
                        known -> before.succeeded() ? beforeReply(known) : before.compose(done -> beforeReply(known)))
                .map(known -> {
                    stages.publish(known, isLost() ? null : message(status, known.outcome()));
                    return null;
                });
        return last;
    }

    private Reply message(RecipientStatuses.Status status, Outcome outcome) {
        if (outcome.isRefusal()) {
            status.refuse(session.log().refuse(Refusal.of(Stage.MESSAGE, null, outcome)), outcome.by());
            return status.reply();
        }
        if (outcome.isDiscard()) {
            status.discard(outcome.by());
        } else {
            status.recipient(EffectApplier.recipient(status.recipient(), outcome.effects()));
        }
        Reply shaped = outcome.shape(yes);
        if (shaped != yes) {
            status.say(Replies.naming(transaction.id(), shaped));
        }
        return null;
    }

    private Future<PendingReply> combine() {
        statuses.unite();
        return statuses.accepted().isEmpty() ? end() : deliver();
    }

    private Future<PendingReply> deliver() {
        head = ReceivedHeader.field(
                session.client(), transaction, session.options().hostname(), clock.wall());
        boolean apart = transaction.answering() != ReplyMode.ONE;
        EventHeader common = stages.occasion(transaction, statuses.addressees());
        Deliver event = new Deliver(common, stored.reference(head), apart);
        return stages.ask(transaction.inbox(), event, left()).compose(result -> deliver(event, result));
    }

    private Future<PendingReply> deliver(Deliver event, GroupResult inbox) {
        return beforeReply(new StageRunner.Result(event, Outcome.of(inbox))).compose(result -> {
            DeliveryOutcome delivery = new DeliveryOutcome(event, inbox.decision());
            Reply refusal = delivery.refusal();
            if (refusal != null) {
                refusal = session.log().refuse(Refusal.of(Stage.DELIVER, inbox.verdict(), refusal));
            }
            for (RecipientStatuses.Status status : statuses.accepted()) {
                Reply own = delivery.refusal(status.addressee());
                if (own != null) {
                    status.refuse(session.soften(own), inbox.verdict().group());
                }
            }
            statuses.unite();
            shape(result.outcome());
            stages.publish(result, isLost() ? null : statuses.areAllRefused() ? refusal : yes);
            return end();
        });
    }

    /** The message has come to its end, taken or not, and everybody's status is known. */
    private Future<PendingReply> end() {
        List<Reply> replies = statuses.replies(yes);
        statuses.all().forEach(status -> session.log().ended(transaction, status, yes));
        if (!statuses.areAllRefused()) {
            session.take();
        } else if (!isLost()) {
            session.reset("refused");
        }
        return Future.succeededFuture(
                isLost() ? PendingReply.NOTHING : PendingReply.say(replies).behind(octets));
    }

    /** The client was lost before the message was taken. */
    private Future<PendingReply> drop() {
        session.log().dropAll(transaction);
        return Future.succeededFuture(PendingReply.NOTHING);
    }

    private boolean isLost() {
        return session.lost() != null;
    }

    private long left() {
        return deadline - clock.now();
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
