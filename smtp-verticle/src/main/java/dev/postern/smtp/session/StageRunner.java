package dev.postern.smtp.session;

import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.AskOptions;
import dev.postern.smtp.chain.Chain;
import dev.postern.smtp.chain.EffectApplier;
import dev.postern.smtp.chain.GroupResult;
import dev.postern.smtp.chain.GroupStates;
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
 * The occasions of one connection, and its only way to plugins: each occasion is numbered, put before the chain, carried out
 * after the delay that plugins want, and told.
 */
public final class StageRunner {
    private final GroupStates connection;
    private final Chain chain;
    private final ReportPublisher teller;
    private final boolean soft;
    private final AskOptions terms;
    private final HeldRefusals holds = new HeldRefusals();
    /** What ends each stage run that is open, before its time; most connections have none. */
    private Set<Runnable> open = Set.of();
    /** The same of each pause. */
    private Set<Runnable> pauses = Set.of();

    /**
     * One occasion after the chain has spoken.
     *
     * @param event null if nobody was asked and nobody observes
     */
    public record Result(Event event, Outcome outcome) {}

    /** @param soft whether observers are told each refusal for good as one for now */
    StageRunner(GroupStates connection, Chain chain, ReportPublisher teller, boolean soft) {
        this.connection = connection;
        this.chain = chain;
        this.teller = teller;
        this.soft = soft;
        this.terms = AskOptions.within(chain.limit());
    }

    public Chain chain() {
        return chain;
    }

    /** What groups hold against the client until RCPT. */
    HeldRefusals holds() {
        return holds;
    }

    /** The first refusal that was held until RCPT, unless the client has authenticated. */
    public Outcome.Ruling held() {
        return connection.client().user() != null ? Outcome.Ruling.PASS : holds.first();
    }

    /** What a stage without a limit of its own has to keep to. */
    public AskOptions terms() {
        return terms;
    }

    /**
     * One occasion: the groups are asked, then the outcome is carried out, then it is told.
     *
     * @param transaction the one it belongs to, or null
     */
    public Future<PendingReply> settle(
            Transaction transaction,
            Stage stage,
            Function<EventHeader, Event> make,
            Function<Outcome, PendingReply> proceed) {
        return settle(stage, ask(transaction, stage, make, terms), proceed);
    }

    /** The same from where the groups are asked. */
    public Future<PendingReply> settle(Stage stage, Future<Result> asked, Function<Outcome, PendingReply> proceed) {
        return asked.compose(
                        result -> delayed(result, result.outcome().beforeReply().delay()))
                .map(result -> {
                    if (connection.isGone()) {
                        tell(result, null);
                        return PendingReply.NOTHING;
                    }
                    PendingReply step = carryOut(stage, result.outcome(), proceed);
                    tell(result, step.reply());
                    return step;
                });
    }

    private PendingReply carryOut(Stage stage, Outcome outcome, Function<Outcome, PendingReply> proceed) {
        if (stage.allowsHold() && !outcome.isRefusal()) {
            holds.put(stage, outcome.held());
        }
        if (stage != Stage.AUTHENTICATE && !outcome.effects().isEmpty()) {
            connection.client(EffectApplier.client(connection.client(), outcome.effects()));
        }
        return proceed.apply(outcome).behind(outcome.beforeReply().octets());
    }

    /** Asks the chain. The answer must be told in the end ({@link #tell}). */
    public Future<Result> ask(
            Transaction transaction, Stage stage, Function<EventHeader, Event> make, AskOptions terms) {
        StagePlan plan = chain.plan(stage);
        if (plan.tiers().isEmpty() && !teller.isHeard(stage)) {
            connection.skipOccasion();
            return Future.succeededFuture(new Result(null, Outcome.of(terms.before())));
        }
        Event event = make.apply(common(transaction));
        return unlessAbandoned(
                event, chain.ask(plan, connection, event, terms).map(outcome -> new Result(event, outcome)));
    }

    /** One more occasion, for some recipients of a transaction. */
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

    /** Completes after so many milliseconds, or when nobody is there any more to be kept waiting. */
    public Future<Void> pause(long milliseconds) {
        Promise<Void> over = Promise.promise();
        Clock.Alarm alarm = chain.clock().after(milliseconds, over::tryComplete);
        Runnable hurry = () -> {
            alarm.cancel();
            over.tryComplete();
        };
        pauses = with(pauses, hurry);
        return over.future().onComplete(done -> pauses = without(pauses, hurry));
    }

    /** The client is gone: it need not be kept waiting. */
    void hurry() {
        List.copyOf(pauses).forEach(Runnable::run);
    }

    /** What is open is waited for no longer: its answers change nothing. */
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

    /** Tells how an occasion ended; the reply is null if nothing was said. */
    public void tell(Result result, Reply reply) {
        if (result.event() != null) {
            Reply said = soft && reply != null ? Replies.soft(reply) : reply;
            teller.tell(result.event(), said, result.outcome().verdicts());
        }
    }

    /** An occasion at which nobody is asked: it is told, and sent to the groups that want to clean up. */
    public void inform(Transaction transaction, Stage stage, Function<EventHeader, Event> make, Reply reply) {
        StagePlan plan = chain.plan(stage);
        boolean wanted = !stage.asks() && !plan.tiers().isEmpty();
        if (!wanted && !teller.isHeard(stage)) {
            connection.skipOccasion();
            return;
        }
        Event event = make.apply(common(transaction));
        teller.tell(event, reply, List.of());
        if (wanted) {
            chain.send(plan, connection, event);
        }
    }
}
