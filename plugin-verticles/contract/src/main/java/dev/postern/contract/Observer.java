package dev.postern.contract;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A listener on the told side of a node; made by {@link Plugins#observe}. */
public final class Observer extends VerticleBase {
    /** The most facts that wait for a handler. */
    public static final int QUEUE_LIMIT = 1000;

    private final String name;
    private final Set<Stage> stages;
    private final Handler<Told> handler;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private WorkerExecutor pool;

    Observer(String name, Set<Stage> stages, Handler<Told> handler) {
        this.name = name;
        this.stages = Set.copyOf(stages);
        this.handler = handler;
    }

    /** Facts that were not handed over because the handler had {@link #QUEUE_LIMIT} of them waiting. */
    public long dropped() {
        return dropped.get();
    }

    /** Ends the observation. */
    public Future<Void> close() {
        return vertx.undeploy(deploymentID());
    }

    @Override
    public Future<?> start() {
        pool = vertx.createSharedWorkerExecutor("postern-observer-" + name + "-" + deploymentID(), 1);
        List<Future<Void>> consumers = stages.stream()
                .map(stage -> vertx.eventBus()
                        .<Told>localConsumer(Addresses.told(stage), message -> take(message.body()))
                        .completion())
                .toList();
        return Future.all(consumers).onSuccess(v -> count(+1));
    }

    @Override
    public Future<?> stop() {
        count(-1);
        return pool.close();
    }

    private void count(int change) {
        stages.forEach(stage -> Node.of(vertx).observed(stage, change));
    }

    private void take(Told told) {
        if (waiting.get() >= QUEUE_LIMIT) {
            dropped.incrementAndGet();
            return;
        }
        waiting.incrementAndGet();
        pool.executeBlocking(() -> {
                    handler.handle(told);
                    return null;
                })
                .onFailure(((ContextInternal) context)::reportException)
                .onComplete(done -> waiting.decrementAndGet());
    }
}
