package dev.postern.smtp.reports;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes to observers on other nodes what happened on the connections of one SMTP verticle, as a child of that verticle. A
 * session only looks whether anybody observes, and hands the report over; if too many wait already, it is dropped and counted.
 * Reports become JSON on a thread of their own.
 *
 * <p>They are sent from an event loop: the bus ties its connection to another node to the context that happens to use it first,
 * and one of a worker breaks it for everybody when the worker is undeployed.
 */
public final class RemoteReportPublisher extends VerticleBase {
    private static final String POOL = "postern-herald";

    /** Reports that may wait to become JSON. */
    static final int INTAKE_LIMIT = 1000;

    private static final long TICK = 1_000;
    /** The relay's own clock ends the wait; the bus's timeout, so much later, only frees what the bus keeps of it. */
    private static final long BACKSTOP = 5_000;

    private final Node node;
    private final RemoteObservers observers;
    private final DropLog drops;
    private final Clock clock;
    private final Map<String, NodeRelay> relays = new HashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Map<Stage, Set<String>> wanted = Map.of();
    private long revision;
    private Runnable unregister = () -> {};
    private WorkerExecutor writer;

    /**
     * @param logs whether it writes to the log: every instance of the server on a node receives the same
     * @param meters where it is counted what is lost
     */
    public RemoteReportPublisher(Node node, Clock clock, boolean logs, ServerMetrics meters) {
        this.node = node;
        this.clock = clock;
        this.observers = new RemoteObservers(node.id(), clock, logs);
        this.drops = new DropLog(clock, meters);
    }

    /** Whether anybody on another node observes this stage. From any thread. */
    boolean isObserved(Stage stage) {
        return wanted.containsKey(stage);
    }

    /** Reports that were lost on the way to any node, until now. From any thread. */
    long lost() {
        return drops.total();
    }

    /** Hands a report over. From any thread; those of one thread keep their order. */
    void publish(Report report) {
        Set<String> nodes = wanted.get(report.event().stage());
        if (nodes == null) {
            return;
        }
        if (waiting.incrementAndGet() > INTAKE_LIMIT) {
            waiting.decrementAndGet();
            nodes.forEach(name -> drops.dropped(name, 1));
            return;
        }
        context.runOnContext(v -> relay(report));
    }

    @Override
    public Future<?> start() {
        writer = vertx.createSharedWorkerExecutor(POOL, 1);
        vertx.setPeriodic(TICK, timer -> tick());
        return node.onRegistration(message -> {
                    observers.receive(message);
                    refresh();
                })
                .onSuccess(registration -> unregister = registration);
    }

    /** What is on its way may arrive; that takes no longer than an acknowledgement is waited for. */
    @Override
    public Future<?> stop() {
        unregister.run();
        wanted = Map.of();
        Promise<Void> written = Promise.promise();
        writer.executeBlocking(() -> onContext(written::complete)).onFailure(written::fail);
        return written.future()
                .compose(all -> Future.join(
                        relays.values().stream().map(NodeRelay::finish).toList()))
                .onComplete(finished -> drops.report())
                .eventually(writer::close);
    }

    private void tick() {
        observers.sweep();
        refresh();
        drops.report();
    }

    private void refresh() {
        if (revision == observers.revision()) {
            return;
        }
        revision = observers.revision();
        Map<Stage, Set<String>> now = observers.wanted();
        wanted = now;
        Set<String> nodes = new HashSet<>();
        now.values().forEach(nodes::addAll);
        relays.values().removeIf(relay -> {
            boolean gone = !nodes.contains(relay.node());
            if (gone) {
                relay.finish();
            }
            return gone;
        });
        nodes.forEach(name -> relays.computeIfAbsent(name, this::open));
    }

    private NodeRelay open(String name) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(NodeRelay.ACKNOWLEDGED_WITHIN + BACKSTOP);
        NodeRelay.Sender sender = batch -> vertx.eventBus().request(Addresses.relay(name), batch, options);
        return new NodeRelay(name, clock, sender, drops);
    }

    private void relay(Report report) {
        List<NodeRelay> ready = wanted.getOrDefault(report.event().stage(), Set.of()).stream()
                .map(relays::get)
                .filter(this::isReady)
                .toList();
        if (ready.isEmpty()) {
            waiting.decrementAndGet();
            return;
        }
        writer.executeBlocking(() -> {
                    RelayBuffer.Fact fact = RelayBuffer.Fact.of(report.toJson());
                    return onContext(v -> {
                        waiting.decrementAndGet();
                        ready.forEach(relay -> relay.take(fact));
                    });
                })
                .onFailure(unwritten -> waiting.decrementAndGet());
    }

    /**
     * From the writer's thread to the verticle's own, in the order of the calls. The writer's futures do not promise that: one
     * that is complete before somebody listens to it calls him at once, ahead of those whose turn on the event loop is to come.
     */
    private Void onContext(Handler<Void> with) {
        context.runOnContext(with);
        return null;
    }

    private boolean isReady(NodeRelay relay) {
        boolean ready = relay.hasRoom() && !observers.isSuspected(relay.node());
        if (!ready) {
            drops.dropped(relay.node(), 1);
        }
        return ready;
    }
}
