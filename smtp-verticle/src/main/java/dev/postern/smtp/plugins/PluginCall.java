package dev.postern.smtp.plugins;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Stage;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One ask of one group, from its begin to its end. While another target exists, the first one has 60 % of the time to itself;
 * if no answer comes, one more is asked the same, and the first answer counts. A target that cannot answer, as it is not
 * there or its node is silent, is replaced at once, and does not count. Only silence is repeated: an exception
 * or a malformed answer of the target asked last ends the ask. {@code deliver} is an act and has one target, which gets all of the
 * time; another one is asked only if the bus says that nobody has got the message.
 */
final class PluginCall {
    private static final Logger LOG = LoggerFactory.getLogger(PluginCall.class);
    /** Of the time left, for each target but the last, in percent. */
    private static final int SHARE = 60;
    /** The server's own clock ends an ask; the bus's timeout, so much later, only frees what the bus keeps of it. */
    private static final long BACKSTOP = 5_000;

    private final Context context;
    private final String group;
    private final Stage stage;
    private final String connection;
    private final int before;
    /** Null from the end on, so that a late answer does not keep it. */
    private Event event;

    private final boolean act;
    private final long budget;
    private long deadline;
    private final long began = System.nanoTime();
    private final Promise<CallResult> answer = Promise.promise();
    private final List<Attempt> attempts = new ArrayList<>(2);
    private Clock.Alarm alarm = () -> {};
    private boolean firstTimedOut;

    /** What the calls of one event loop share. */
    record Context(EventBus bus, PluginRegistry registry, Clock clock, ServerMetrics meters) {}

    PluginCall(Context context, String group, Event event, long budget) {
        this.context = context;
        this.group = group;
        this.event = event;
        this.stage = event.stage();
        this.connection = event.common().occasion().connection();
        this.before = event.common().turn().attempt();
        this.act = stage == Stage.DELIVER;
        this.budget = budget;
    }

    Future<CallResult> begin() {
        context.meters().began(group);
        long now = context.clock().now();
        deadline = now + budget;
        List<Candidate> candidates = context.registry().candidates(group, stage, List.of(), now);
        if (TargetSelector.isAny(candidates, Candidate.Access.FULL)) {
            context.meters().overloaded(group, stage);
        }
        List<Candidate> order = TargetSelector.order(candidates, act, false);
        if (order.isEmpty()) {
            end(nobody(candidates));
        } else {
            ask(order, now);
        }
        return answer.future();
    }

    private CallResult nobody(List<Candidate> candidates) {
        if (TargetSelector.isAny(candidates, Candidate.Access.FULL)) {
            return failed(null, Failure.OVERLOAD, GroupNode.OPEN_LIMIT + " asks are open already");
        }
        String reason = candidates.isEmpty()
                ? "nobody of the group is there for " + stage.key()
                : "the breaker is open: the last " + CircuitBreaker.LIMIT + " asks got no answer";
        return failed(null, Failure.NO_INSTANCE, reason);
    }

    /** Asks the first of the order; all of the time is its own if there is no second. */
    private void ask(List<Candidate> order, long now) {
        Attempt attempt = new Attempt(this, TargetSelector.take(order, now), attempts.size());
        attempts.add(attempt);
        long left = deadline - now;
        boolean last = act || firstTimedOut || order.size() == 1;
        alarm = context.clock().after(last ? left : left * SHARE / 100, this::timeIsUp);
        attempt.send(context.bus(), numbered(attempt, left), left + BACKSTOP);
    }

    private Event numbered(Attempt attempt, long left) {
        if (attempt.number() == 0) {
            return event;
        }
        EventHeader.Ask turn = event.common().turn();
        return event.with(event.common()
                .with(new EventHeader.Ask(
                        turn.attempt() + attempt.number(), left, turn.commands(), turn.key(), turn.data())));
    }

    /** The latest target has had its share of the time; it may still answer until all of it is over. */
    private void timeIsUp() {
        Attempt silent = latest();
        timedOut(silent);
        if (left() <= 0) {
            end(failed(silent, Failure.TIMEOUT, "no answer within " + budget + " ms"));
        } else if (act || firstTimedOut || !repeat()) {
            alarm = context.clock().after(left(), this::timeIsUp);
        }
    }

    /** Once only: what keeps two targets from answering may keep all of them. */
    private boolean repeat() {
        firstTimedOut = true;
        return elsewhere("no answer in time");
    }

    /** The node of a target is silent: what was asked there is asked elsewhere; an act ends without an answer. */
    void silent(Attempt attempt, String why) {
        if (hasEnded()) {
            return;
        }
        timedOut(attempt);
        if (act) {
            end(failed(attempt, Failure.TIMEOUT, why));
        } else if (attempt == latest()) {
            elsewhere(why);
        }
    }

    /** The target is taken for gone. Whether it did an act is not known. */
    void gone(Attempt attempt, String why) {
        if (act) {
            silent(attempt, why);
        } else {
            over(attempt, Failure.NO_INSTANCE, why);
        }
    }

    /** No answer can come from this target: it did not get the message, or is gone. */
    void over(Attempt attempt, Failure failure, String why) {
        if (hasEnded()) {
            return;
        }
        missed(attempt);
        attempt.end();
        boolean othersOpen = attempts.stream().anyMatch(Attempt::isWaiting);
        if (attempt != latest() && othersOpen) {
            return;
        }
        if (!elsewhere(why) && !othersOpen) {
            end(failed(attempt, failure, why));
        }
    }

    /**
     * A target has answered. The first decision counts. The failure of a target whose time was over does not, as long as another
     * one may still decide.
     */
    void answered(Attempt attempt, CallResult given) {
        attempt.target().answersAgain();
        if (hasEnded()) {
            late(attempt, given);
            return;
        }
        if (!attempt.target().hasLeft() && attempt.target().breaker().answered()) {
            LOG.info("group {}: {} answers again", group, attempt.target().address());
            context.meters().breaker(group, -1);
        }
        attempt.end();
        if (given.failure() == null || attempt == latest() || attempts.stream().noneMatch(Attempt::isWaiting)) {
            end(given);
        } else {
            late(attempt, given);
        }
    }

    private boolean elsewhere(String why) {
        // Seconds may have passed since the first choice, in which targets came, left and fell silent.
        long now = context.clock().now();
        List<Target> tried = attempts.stream().map(Attempt::target).toList();
        List<Candidate> order =
                TargetSelector.order(context.registry().candidates(group, stage, tried, now), act, true);
        if (order.isEmpty()) {
            return false;
        }
        LOG.debug(
                "[{}] group {} at {}: {} gave no answer ({}), {} is asked",
                connection,
                group,
                stage.key(),
                latest().target().address(),
                why,
                order.get(0).target().address());
        alarm.cancel();
        context.meters().repeated(group, stage);
        ask(order, now);
        return true;
    }

    /** Its target may be busy with it still, unlike one that never got the message. */
    private void timedOut(Attempt attempt) {
        if (missed(attempt)) {
            attempt.target().timedOut(context.clock().now());
        }
    }

    /** Whether that is new. */
    private boolean missed(Attempt attempt) {
        Target target = attempt.target();
        if (!attempt.miss()) {
            return false;
        }
        long now = context.clock().now();
        if (!target.hasLeft() && target.breaker().missed(now)) {
            LOG.warn(
                    "group {}: {} gave no answer {} times in a row and is left alone, but for one ask a second",
                    group,
                    target.address(),
                    CircuitBreaker.LIMIT);
            context.meters().breaker(group, 1);
        }
        return true;
    }

    private void end(CallResult given) {
        alarm.cancel();
        for (Attempt attempt : attempts) {
            attempt.target().done(attempt);
        }
        event = null;
        context.meters().ended(group);
        answer.complete(given);
    }

    private void late(Attempt attempt, CallResult given) {
        context.meters().late(group, stage);
        boolean delivered = given.decision() instanceof Decision.Delivered;
        if (delivered) {
            context.meters().lateDelivered(group);
        }
        LOG.atLevel(delivered ? Level.WARN : Level.DEBUG)
                .log(
                        "[{}] {} answered '{}' at {} too late, after {} ms: it changes nothing",
                        connection,
                        attempt.target().address(),
                        given.failure() == null
                                ? given.decision().kind().key()
                                : given.failure().key(),
                        stage.key(),
                        given.milliseconds());
    }

    CallResult decided(Attempt attempt, Decision decision) {
        return new CallResult(decision, null, null, attempt.target().address(), elapsed(), before + attempt.number());
    }

    /** @param attempt null if nobody was asked */
    CallResult failed(Attempt attempt, Failure failure, String reason) {
        String instance = attempt == null ? null : attempt.target().address();
        int number = attempt == null ? 0 : attempt.number();
        return new CallResult(null, failure, reason, instance, elapsed(), before + number);
    }

    private boolean hasEnded() {
        return answer.future().isComplete();
    }

    private Attempt latest() {
        return attempts.get(attempts.size() - 1);
    }

    private long left() {
        return deadline - context.clock().now();
    }

    private double elapsed() {
        return (System.nanoTime() - began) / 1000 / 1000.0;
    }
}
