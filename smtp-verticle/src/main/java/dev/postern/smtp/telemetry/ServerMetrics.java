package dev.postern.smtp.telemetry;

import dev.postern.contract.Close;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.RejectReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server counts of itself; the manual's page {@code metrics.md} is the list. Every label has a known set of values: the
 * listeners and groups of the configuration, and words of the protocol and the contract. To count costs some additions, never a
 * search in the registry. Safe to use from any thread.
 */
public final class ServerMetrics {
    static final List<String> ENDS = List.of("delivered", "refused", "discarded", "dropped");

    private static final String RELAY = "relay";
    private static final String UNACKNOWLEDGED = "unacknowledged";
    private static final int CODES = 600;
    private static final ListenerMetrics NOWHERE =
            new ListenerMetrics(new CompositeMeterRegistry(), LabelledCounter.OTHER);

    /** Counts nothing. */
    public static final ServerMetrics NONE =
            new ServerMetrics(new CompositeMeterRegistry(), Set.of(), Set.of(), () -> 0);

    private final MeterRegistry registry;
    private final Map<String, ListenerMetrics> listeners = new HashMap<>();
    private final Map<String, GroupMetrics> groups = new HashMap<>();
    private final LabelledCounter messages;
    private final LabelledCounter recipients;
    private final LabelledCounter dropped;
    /** Kept here, as the registry has only a weak reference to it. */
    private final LongSupplier missed;

    private final FunctionCounter missing;
    private final DistributionSummary size;
    private final AtomicReferenceArray<Counter> replies = new AtomicReferenceArray<>(CODES);

    private ServerMetrics(MeterRegistry registry, Set<String> listeners, Set<String> groups, LongSupplier missed) {
        this.registry = registry;
        listeners.forEach(name -> this.listeners.put(name, new ListenerMetrics(registry, name)));
        groups.forEach(name -> this.groups.put(name, new GroupMetrics(registry, name)));
        this.groups.put(LabelledCounter.OTHER, new GroupMetrics(registry, LabelledCounter.OTHER));
        this.messages = new LabelledCounter(
                ENDS, end -> Metric.MESSAGES.counter("end", end).register(registry));
        this.recipients = new LabelledCounter(
                ENDS, end -> Metric.RECIPIENTS.counter("end", end).register(registry));
        this.dropped = new LabelledCounter(
                List.of(RELAY, UNACKNOWLEDGED),
                how -> Metric.TOLD_DROPPED.counter("how", how).register(registry));
        this.missed = missed;
        this.missing = Metric.TOLD_DROPPED.counter(missed, "how", "observer").register(registry);
        this.size = Metric.MESSAGE_SIZE.sizes().register(registry);
    }

    /**
     * Registers what a server with these options counts.
     *
     * @param missed facts that the observers of this node have missed until now; from any thread
     */
    public static ServerMetrics of(MeterRegistry registry, SmtpOptions options, LongSupplier missed) {
        Set<String> listeners =
                options.listeners().stream().map(SmtpOptions.Listener::name).collect(Collectors.toSet());
        return new ServerMetrics(registry, listeners, groups(options.policy()), missed);
    }

    /** All that the configuration names; only these become values of a label. */
    private static Set<String> groups(SmtpOptions.Policy policy) {
        SmtpOptions.Inboxes inboxes = policy.inboxes();
        return Stream.concat(
                        policy.chains().values().stream().flatMap(List::stream).map(ChainLink::group),
                        Stream.of(inboxes.local(), inboxes.relay(), inboxes.notifications()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** A connection was accepted on this listener. */
    public void opened(String listener) {
        listener(listener).opened();
    }

    /** A connection got no session. */
    public void turnedAway(String listener, RejectReason why) {
        listener(listener).turnedAway(why);
    }

    /** A session is over. */
    public void closed(Close event) {
        listener(event.client().peer().listener()).closed(event.reason(), event.counters());
    }

    /** A reply was given to a client. */
    public void replied(int code) {
        Counter counter = replies.get(code);
        if (counter == null) {
            counter = Metric.REPLIES.counter("code", Integer.toString(code)).register(registry);
            replies.set(code, counter);
        }
        counter.increment();
    }

    /** A message came to its end: delivered, refused, discarded or dropped. */
    public void message(String end, long octets) {
        messages.add(end);
        size.record(octets);
    }

    /** A recipient came to its end: delivered, refused, discarded or dropped. */
    public void recipient(String end) {
        recipients.add(end);
    }

    /** What a group answered, or that it failed. */
    public void answered(Stage stage, Verdict verdict) {
        group(verdict.group()).answered(stage, verdict);
    }

    /** One more ask is open, until {@link #ended} is called. */
    public void began(String group) {
        group(group).asked();
    }

    /** One ask is open no more. What was decided is counted when the stage is settled: {@link #answered}. */
    public void ended(String group) {
        group(group).settled();
    }

    /** An ask was sent to one more instance. */
    public void repeated(String group, Stage stage) {
        group(group).repeated(stage);
    }

    /** An answer came after its ask had ended. */
    public void late(String group, Stage stage) {
        group(group).late(stage);
    }

    /** A message was delivered after its ask had ended. */
    public void lateDelivered(String group) {
        group(group).lateDelivered();
    }

    /** A desk was passed over: too many asks are open to it. */
    public void overloaded(String group, Stage stage) {
        group(group).overloaded(stage);
    }

    /** @param change 1 for a target that is not asked any more, -1 for one that is asked again, or is forgotten */
    public void breaker(String group, int change) {
        group(group).breaker(change);
    }

    /** An effect {@code data} came with a revision that is not the current one. */
    public void stale(String group) {
        group(group).stale();
    }

    /** So many facts did not go to this node. Its id is no label: each start of a node draws another. */
    public void dropped(String node, int facts) {
        dropped.add(RELAY, facts);
    }

    /** So many facts went to this node, which did not acknowledge them. */
    public void unacknowledged(String node, int facts) {
        dropped.add(UNACKNOWLEDGED, facts);
    }

    private GroupMetrics group(String name) {
        GroupMetrics known = groups.get(name);
        return known == null ? groups.get(LabelledCounter.OTHER) : known;
    }

    /** {@link #NONE} knows no listener. */
    private ListenerMetrics listener(String name) {
        ListenerMetrics known = listeners.get(name);
        return known == null ? NOWHERE : known;
    }

    /** Removes the gauges, which read from this server; counters stay, for a server that starts again on the same registry. */
    public void close() {
        listeners.values().forEach(ListenerMetrics::close);
        groups.values().forEach(GroupMetrics::close);
        registry.remove(missing);
    }
}
