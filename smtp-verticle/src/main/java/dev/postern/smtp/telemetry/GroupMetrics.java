package dev.postern.smtp.telemetry;

import dev.postern.contract.DecisionKind;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What is counted of one group. What belongs to a stage is registered when the group is first asked there: most groups know
 * few stages. Safe to use from any thread.
 */
final class GroupMetrics {
    private static final String LABEL = "group";
    /** The failures of {@link Verdict}. */
    static final List<String> FAILURES = List.of("no-instance", "timeout", "exception", "malformed", "overload");

    private static final double NANOSECONDS = 1e6;

    private final MeterRegistry registry;
    private final String group;
    private final AtomicInteger asks = new AtomicInteger();
    private final AtomicInteger breakers = new AtomicInteger();
    private final List<Gauge> gauges;
    private final Counter stale;
    private final Counter lateDeliveries;
    private final AtomicReferenceArray<AtStage> stages = new AtomicReferenceArray<>(Stage.values().length);

    /** What is counted at one stage. */
    private record AtStage(
            Timer answers,
            LabelledCounter decisions,
            LabelledCounter failures,
            Counter late,
            Counter repeated,
            Counter overloaded) {}

    GroupMetrics(MeterRegistry registry, String group) {
        this.registry = registry;
        this.group = group;
        this.gauges = List.of(
                Metric.ASKS_OPEN.gauge(asks::get, LABEL, group).register(registry),
                Metric.BREAKERS_OPEN.gauge(breakers::get, LABEL, group).register(registry));
        this.stale = Metric.DATA_STALE.counter(LABEL, group).register(registry);
        this.lateDeliveries = Metric.DELIVERIES_LATE.counter(LABEL, group).register(registry);
    }

    /** An ask was begun; {@link #settled} is called at its end. */
    void asked() {
        asks.incrementAndGet();
    }

    void settled() {
        asks.decrementAndGet();
    }

    /** @param change 1 for a target that is not asked any more, -1 for one that is asked again, or is forgotten */
    void breaker(int change) {
        breakers.addAndGet(change);
    }

    /** A desk was passed over: too many asks are open to it. */
    void overloaded(Stage stage) {
        at(stage).overloaded().increment();
    }

    /** A message was delivered after its ask had ended: its client got another reply. */
    void lateDelivered() {
        lateDeliveries.increment();
    }

    /** An answer came after its ask had ended. */
    void late(Stage stage) {
        at(stage).late().increment();
    }

    /** An ask was sent to one more instance. */
    void repeated(Stage stage) {
        at(stage).repeated().increment();
    }

    /** An effect {@code data} came with a revision that is not the current one. */
    void stale() {
        stale.increment();
    }

    /**
     * What the group answered at this stage, or that it failed. The time of a decision is measured, that of a failure is not:
     * some fail before anybody was asked.
     */
    void answered(Stage stage, Verdict verdict) {
        AtStage counted = at(stage);
        if (verdict.failure() != null) {
            counted.failures().add(verdict.failure());
            return;
        }
        counted.decisions().add(verdict.decision());
        counted.answers().record((long) (verdict.milliseconds() * NANOSECONDS), TimeUnit.NANOSECONDS);
    }

    void close() {
        gauges.forEach(registry::remove);
    }

    /** Two threads that come first at the same time make two records of the same meters. */
    private AtStage at(Stage stage) {
        AtStage known = stages.get(stage.ordinal());
        if (known == null) {
            known = register(stage);
            stages.set(stage.ordinal(), known);
        }
        return known;
    }

    private AtStage register(Stage stage) {
        String[] place = {LABEL, group, "stage", stage.key()};
        LabelledCounter decisions = new LabelledCounter(
                allowed(stage),
                kind -> Metric.DECISIONS.counter(place).tag("decision", kind).register(registry));
        LabelledCounter failures = new LabelledCounter(
                FAILURES,
                failure ->
                        Metric.FAILURES.counter(place).tag("failure", failure).register(registry));
        return new AtStage(
                Metric.ANSWERS.timer(Metric.LATENCIES, place).register(registry),
                decisions,
                failures,
                Metric.ANSWERS_LATE.counter(place).register(registry),
                Metric.ASKS_REPEATED.counter(place).register(registry),
                Metric.ASKS_OVERLOADED.counter(place).register(registry));
    }

    private static List<String> allowed(Stage stage) {
        return Arrays.stream(DecisionKind.values())
                .filter(stage::allows)
                // It is counted as a failure.
                .filter(kind -> kind != DecisionKind.FAILED)
                .map(DecisionKind::key)
                .toList();
    }
}
