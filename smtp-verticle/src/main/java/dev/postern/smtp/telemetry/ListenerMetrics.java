package dev.postern.smtp.telemetry;

import dev.postern.contract.Close;
import dev.postern.smtp.protocol.RejectReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted of one listener: connections, sessions, octets. Safe to use from any thread. */
final class ListenerMetrics {
    private static final String LABEL = "listener";
    /** The reasons of {@link dev.postern.contract.Close}. */
    static final List<String> OUTCOMES =
            List.of("quit", "lost", "refused", "timeout", "shutdown", "disconnected", "error");

    private final MeterRegistry registry;
    private final AtomicInteger open = new AtomicInteger();
    private final Gauge gauge;
    private final Counter accepted;
    private final LabelledCounter turnedAway;
    private final LabelledCounter sessions;
    private final Timer duration;
    private final Counter received;
    private final Counter sent;

    ListenerMetrics(MeterRegistry registry, String listener) {
        this.registry = registry;
        this.gauge = Metric.CONNECTIONS_OPEN.gauge(open::get, LABEL, listener).register(registry);
        this.accepted = Metric.CONNECTIONS_ACCEPTED.counter(LABEL, listener).register(registry);
        this.turnedAway = new LabelledCounter(
                RejectReason.KEYS,
                reason -> Metric.CONNECTIONS_TURNED_AWAY
                        .counter(LABEL, listener, "reason", reason)
                        .register(registry));
        this.sessions = new LabelledCounter(
                OUTCOMES,
                outcome -> Metric.SESSIONS
                        .counter(LABEL, listener, "outcome", outcome)
                        .register(registry));
        this.duration =
                Metric.SESSION_DURATION.timer(Metric.DURATIONS, LABEL, listener).register(registry);
        this.received =
                Metric.RECEIVED.counter(LABEL, listener).baseUnit("bytes").register(registry);
        this.sent = Metric.SENT.counter(LABEL, listener).baseUnit("bytes").register(registry);
    }

    void opened() {
        open.incrementAndGet();
        accepted.increment();
    }

    void turnedAway(RejectReason why) {
        turnedAway.add(why.key());
    }

    void closed(String outcome, Close.Counters counters) {
        open.decrementAndGet();
        sessions.add(outcome);
        duration.record(counters.milliseconds(), TimeUnit.MILLISECONDS);
        received.increment(counters.received());
        sent.increment(counters.sent());
    }

    void close() {
        registry.remove(gauge);
    }
}
