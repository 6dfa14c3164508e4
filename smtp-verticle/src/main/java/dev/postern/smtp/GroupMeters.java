package dev.postern.smtp;

import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What is counted of one group. What belongs to a stage is registered when the group is first asked there: most groups know
 * few stages. Safe to use from any thread.
 */
final class GroupMeters {
    static final String LABEL = "group";

    private final MeterRegistry registry;
    private final String group;
    private final AtomicInteger asks = new AtomicInteger();
    private final AtomicInteger breakers = new AtomicInteger();
    private final List<Gauge> gauges;
    private final Counter stale;
    private final Counter lateDeliveries;
    private final AtomicReferenceArray<StageMeters> stages = new AtomicReferenceArray<>(Stage.values().length);

    GroupMeters(MeterRegistry registry, String group) {
        this.registry = registry;
        this.group = group;
        this.gauges = List.of(
                Measure.ASKS_OPEN.gauge(asks::get, LABEL, group).register(registry),
                Measure.BREAKERS_OPEN.gauge(breakers::get, LABEL, group).register(registry));
        this.stale = Measure.DATA_STALE.counter(LABEL, group).register(registry);
        this.lateDeliveries = Measure.DELIVERIES_LATE.counter(LABEL, group).register(registry);
    }

    /** An ask went out; its end is told by {@link #settled}. */
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
        at(stage).overloaded();
    }

    /** A message was delivered after its ask had ended: its client was told otherwise. */
    void lateDelivered() {
        lateDeliveries.increment();
    }

    /** An answer came after its ask had ended. */
    void late(Stage stage) {
        at(stage).late();
    }

    /** An ask was sent to one more instance. */
    void repeated(Stage stage) {
        at(stage).repeated();
    }

    /** An effect {@code data} came with a revision that is not the current one. */
    void stale() {
        stale.increment();
    }

    /** What the group answered at this stage, or that it failed. */
    void answered(Stage stage, Verdict verdict) {
        at(stage).answered(verdict);
    }

    void close() {
        gauges.forEach(registry::remove);
    }

    /** Two threads that come first at the same time make two faces of the same meters. */
    private StageMeters at(Stage stage) {
        StageMeters meters = stages.get(stage.ordinal());
        if (meters == null) {
            meters = new StageMeters(registry, group, stage);
            stages.set(stage.ordinal(), meters);
        }
        return meters;
    }
}
