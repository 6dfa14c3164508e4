package dev.postern.smtp;

import dev.postern.contract.DecisionKind;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is counted of one group at one stage. Safe to use from any thread. */
final class StageMeters {
    private static final List<String> FAILURES =
            Arrays.stream(Failure.values()).map(Failure::key).toList();
    private static final double NANOSECONDS = 1e6;

    private final Timer answers;
    private final Counts decisions;
    private final Counts failures;
    private final Counter late;
    private final Counter repeated;
    private final Counter overloaded;

    StageMeters(MeterRegistry registry, String group, Stage stage) {
        String[] place = {GroupMeters.LABEL, group, "stage", stage.key()};
        this.answers = Measure.ANSWERS.timer(Measure.LATENCIES, place).register(registry);
        this.decisions = new Counts(
                allowed(stage),
                kind -> Measure.DECISIONS.counter(place).tag("decision", kind).register(registry));
        this.failures = new Counts(
                FAILURES,
                failure ->
                        Measure.FAILURES.counter(place).tag("failure", failure).register(registry));
        this.late = Measure.ANSWERS_LATE.counter(place).register(registry);
        this.repeated = Measure.ASKS_REPEATED.counter(place).register(registry);
        this.overloaded = Measure.ASKS_OVERLOADED.counter(place).register(registry);
    }

    /** The time of a decision is measured, that of a failure is not: some fail before anybody was asked. */
    void answered(Verdict verdict) {
        if (verdict.failure() != null) {
            failures.add(verdict.failure());
            return;
        }
        decisions.add(verdict.decision());
        answers.record((long) (verdict.milliseconds() * NANOSECONDS), TimeUnit.NANOSECONDS);
    }

    void late() {
        late.increment();
    }

    void repeated() {
        repeated.increment();
    }

    void overloaded() {
        overloaded.increment();
    }

    private static List<String> allowed(Stage stage) {
        return Arrays.stream(DecisionKind.values())
                .filter(stage::allows)
                .map(DecisionKind::key)
                .toList();
    }
}
