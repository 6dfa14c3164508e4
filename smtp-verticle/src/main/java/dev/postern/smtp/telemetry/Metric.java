package dev.postern.smtp.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What a server measures: the names, in Micrometer's notation, and what an operator is told of them. */
enum Metric {
    CONNECTIONS_OPEN("postern.connections.open", "Connections open now"),
    CONNECTIONS_ACCEPTED("postern.connections.accepted", "Connections that became a session"),
    CONNECTIONS_TURNED_AWAY(
            "postern.connections.turned.away", "Connections that were closed before they were a session"),
    SESSIONS("postern.sessions", "Sessions that are over, by what ended them"),
    SESSION_DURATION("postern.session.duration", "From accept to close"),
    RECEIVED("postern.received", "Octets from clients, counted when their session is over"),
    SENT("postern.sent", "Octets to clients, counted when their session is over"),
    REPLIES("postern.replies", "Replies to clients"),
    MESSAGES("postern.messages", "Messages sent to their end, by what became of them"),
    MESSAGE_SIZE("postern.message.size", "Octets of messages sent to their end"),
    RECIPIENTS("postern.recipients", "Recipients by what became of them"),
    ANSWERS("postern.answers", "From the ask to the decision"),
    ANSWERS_LATE("postern.answers.late", "Answers that came after the ask had ended, and changed nothing"),
    DECISIONS("postern.decisions", "Decisions of groups"),
    FAILURES("postern.failures", "Asks that ended without a decision"),
    ASKS_OPEN("postern.asks.open", "Asks that wait for an answer now"),
    ASKS_REPEATED("postern.asks.repeated", "Asks sent to one more instance because none had answered"),
    ASKS_OVERLOADED("postern.asks.overloaded", "Desks passed over because too many asks were open to them"),
    BREAKERS_OPEN("postern.breakers.open", "Targets that are not asked now because they did not answer"),
    DELIVERIES_LATE(
            "postern.deliveries.late", "Messages delivered after the ask had ended: the client was told otherwise"),
    DATA_STALE("postern.data.stale", "Effects that came too late for the data that they were to replace"),
    TOLD_DROPPED("postern.told.dropped", "Facts that observers missed");

    /** The upper bounds of the buckets: what is local, what is far, and the budgets of the shipped configuration. */
    static final Duration[] LATENCIES = milliseconds(1, 5, 20, 50, 100, 250, 500, 1_000, 3_000, 5_000, 30_000, 60_000);

    /** The upper bounds of the buckets. */
    static final Duration[] DURATIONS = milliseconds(100, 1_000, 10_000, 60_000, 300_000, 1_800_000);

    /** The upper bounds of the buckets, in octets. */
    static final double[] SIZES = {10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    private final String key;
    private final String description;

    Metric(String key, String description) {
        this.key = key;
        this.description = description;
    }

    String key() {
        return key;
    }

    /** @param labels names and values in turn */
    Counter.Builder counter(String... labels) {
        return Counter.builder(key).description(description).tags(labels);
    }

    /**
     * What somebody else counts.
     *
     * @param count is not kept alive by the registry
     * @param labels names and values in turn
     */
    FunctionCounter.Builder<LongSupplier> counter(LongSupplier count, String... labels) {
        return FunctionCounter.builder(key, count, LongSupplier::getAsLong)
                .description(description)
                .tags(labels);
    }

    /** @param labels names and values in turn */
    Gauge.Builder<Supplier<Number>> gauge(Supplier<Number> value, String... labels) {
        return Gauge.builder(key, value).description(description).tags(labels);
    }

    /**
     * @param bounds of the buckets
     * @param labels names and values in turn
     */
    Timer.Builder timer(Duration[] bounds, String... labels) {
        return Timer.builder(key)
                .description(description)
                .serviceLevelObjectives(bounds)
                .tags(labels);
    }

    DistributionSummary.Builder sizes() {
        return DistributionSummary.builder(key)
                .description(description)
                .baseUnit("bytes")
                .serviceLevelObjectives(SIZES);
    }

    private static Duration[] milliseconds(long... bounds) {
        Duration[] durations = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            durations[i] = Duration.ofMillis(bounds[i]);
        }
        return durations;
    }
}
