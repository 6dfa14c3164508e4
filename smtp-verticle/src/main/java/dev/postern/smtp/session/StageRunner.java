package dev.postern.smtp.session;

import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.AskOptions;
import dev.postern.smtp.chain.Chain;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.chain.EffectApplier;
import dev.postern.smtp.chain.GroupResult;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.chain.StagePlan;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.reports.ReportPublisher;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs the stages of one connection, and is its only way to plugins. Each run has a number; the chain is asked, its outcome is
 * applied after the delay that plugins want, and the end of the run is published to observers.
 */
public final class StageRunner {
    private final ConnectionState connection;
    private final Chain chain;
    private final ReportPublisher publisher;
    private final boolean softens;
    private final AskOptions terms;
    private final HeldRefusals heldRefusals = new HeldRefusals();
    /** What ends each stage run that is open, before its time; most connections have none. */
    private Set<Runnable> open = Set.of();
    /** The same of each pause. */
    private Set<Runnable> pauses = Set.of();

    /**
     * One run of a stage once the chain has decided.
     *
     * @param event null if nobody was asked and nobody observes
     */
    public record Result(Event event, Outcome outcome) {}

    /** @param softens whether each permanent refusal is published as a temporary one */
    StageRunner(ConnectionState connection, Chain chain, ReportPublisher publisher, boolean softens) {
        this.connection = connection;
        this.chain = chain;
        this.publisher = publisher;
        this.softens = softens;
        this.terms = AskOptions.within(chain.limit());
    }

    public Chain chain() {
        return chain;
    }

    /** Refusals that are held until RCPT. */
    HeldRefusals heldRefusals() {
        return heldRefusals;
    }

    /** The first refusal that was held until RCPT, unless the client has authenticated. */
    public Outcome.Ruling held() {
        return connection.client().user() != null ? Outcome.Ruling.PASS : heldRefusals.first();
    }

    /** The terms of a stage without a limit of its own. */
    public AskOptions terms() {
        return terms;
    }

    /**
     * Runs a stage: asks the groups, applies the outcome, publishes the end.
     *
     * @param transaction the one it belongs to, or null
     */
    public Future<PendingReply> run(
            Transaction transaction,
            Stage stage,
            Function<EventHeader, Event> make,
            Function<Outcome, PendingReply> proceed) {
        return run(stage, ask(transaction, stage, make, terms), proceed);
    }

    /** The same for groups that are asked already. */
    public Future<PendingReply> run(Stage stage, Future<Result> asked, Function<Outcome, PendingReply> proceed) {
        return asked.compose(
                        result -> delayed(result, result.outcome().beforeReply().delay()))
                .map(result -> {
                    if (connection.isGone()) {
                        publish(result, null);
                        return PendingReply.NOTHING;
                    }
                    PendingReply step = applyOutcome(stage, result.outcome(), proceed);
                    publish(result, step.reply());
                    return step;
                });
    }

    private PendingReply applyOutcome(Stage stage, Outcome outcome, Function<Outcome, PendingReply> proceed) {
        if (stage.allowsHold() && !outcome.isRefusal()) {
            heldRefusals.put(stage, outcome.held());
        }
        if (stage != Stage.AUTHENTICATE && !outcome.effects().isEmpty()) {
            connection.client(EffectApplier.client(connection.client(), outcome.effects()));
        }
        return proceed.apply(outcome).behind(outcome.beforeReply().octets());
    }

    /** Asks the chain. The caller must publish the result in the end ({@link #publish}). */
    public Future<Result> ask(
            Transaction transaction, Stage stage, Function<EventHeader, Event> make, AskOptions terms) {
        StagePlan plan = chain.plan(stage);
        if (plan.tiers().isEmpty() && !publisher.isWanted(stage)) {
            connection.skipOccasion();
            return Future.succeededFuture(new Result(null, Outcome.of(terms.before())));
        }
        Event event = make.apply(common(transaction));
        return unlessAbandoned(
                event, chain.ask(plan, connection, event, terms).map(outcome -> new Result(event, outcome)));
    }

    /** The header of one more event, for some recipients of a transaction. */
    public EventHeader occasion(Transaction transaction, List<Recipient> recipients) {
        return connection.occasion(transaction.id(), transaction.sender(), recipients);
    }

    /** Asks one group alone, which has at most so many milliseconds. */
    public Future<GroupResult> ask(String group, Event event, long limit) {
        ChainLink link = chain.link(group);
        return chain.askOne(connection, link, event, Math.min(chain.budget(link, event.stage()), limit));
    }

    /** After so many milliseconds, unless the client is gone. */
    public Future<Result> delayed(Result result, long milliseconds) {
        return milliseconds <= 0 || connection.isGone()
                ? Future.succeededFuture(result)
                : pause(milliseconds).map(result);
    }

    private EventHeader common(Transaction transaction) {
        return transaction == null
                ? connection.occasion()
                : connection.occasion(transaction.id(), transaction.sender(), transaction.recipients());
    }

    /** Completes after so many milliseconds, or when the client is gone. */
    public Future<Void> pause(long milliseconds) {
        Promise<Void> over = Promise.promise();
        Clock.Alarm alarm = chain.clock().after(milliseconds, over::tryComplete);
        Runnable end = () -> {
            alarm.cancel();
            over.tryComplete();
        };
        pauses = with(pauses, end);
        return over.future().onComplete(done -> pauses = without(pauses, end));
    }

    /** The client is gone: ends all pauses. */
    void endPauses() {
        List.copyOf(pauses).forEach(Runnable::run);
    }

    /** Waits no longer for groups that were asked: their answers change nothing. */
    public void abandon() {
        List.copyOf(open).forEach(Runnable::run);
    }

    private Future<Result> unlessAbandoned(Event event, Future<Result> asked) {
        if (asked.isComplete()) {
            return asked;
        }
        Promise<Result> result = Promise.promise();
        Runnable abandon = () -> result.tryComplete(new Result(event, Outcome.NOBODY));
        open = with(open, abandon);
        asked.onComplete(done -> {
            open = without(open, abandon);
            if (done.succeeded()) {
                result.tryComplete(done.result());
            } else {
                result.tryFail(done.cause());
            }
        });
        return result.future();
    }

    private static Set<Runnable> with(Set<Runnable> ends, Runnable end) {
        Set<Runnable> more = ends.isEmpty() ? new HashSet<>() : ends;
        more.add(end);
        return more;
    }

    private static Set<Runnable> without(Set<Runnable> ends, Runnable end) {
        ends.remove(end);
        return ends.isEmpty() ? Set.of() : ends;
    }

    /** Publishes how a stage ended; the reply is null if none was sent. */
    public void publish(Result result, Reply reply) {
        if (result.event() != null) {
            Reply sent = softens && reply != null ? Replies.soft(reply) : reply;
            publisher.publish(result.event(), sent, result.outcome().verdicts());
        }
    }

    /** An event that asks nothing: it is published, and sent to the groups that have declared its stage. */
    public void inform(Transaction transaction, Stage stage, Function<EventHeader, Event> make, Reply reply) {
        StagePlan plan = chain.plan(stage);
        boolean wanted = !stage.asks() && !plan.tiers().isEmpty();
        if (!wanted && !publisher.isWanted(stage)) {
            connection.skipOccasion();
            return;
        }
        Event event = make.apply(common(transaction));
        publisher.publish(event, reply, List.of());
        if (wanted) {
            chain.send(plan, connection, event);
        }
    }
}
