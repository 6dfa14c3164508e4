package dev.postern.contract.plugin;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Receives the reports of all nodes; made by {@link Plugins#observe}. Its handler has a thread of its own, on which it may block
 * for any time: no session waits for it, and Vert.x does not warn of it.
 */
public final class Observer extends VerticleBase {
    /** The most facts that wait for a handler, the one that it has in hand included. */
    public static final int QUEUE_LIMIT = 1000;

    /** A handler that throws at each fact must not fill the log: what it throws is reported this often, in nanoseconds. */
    private static final long REPORT_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Set<Stage> stages;
    private final Handler<Report> handler;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private ThreadPoolExecutor thread;
    private long reported;

    Observer(String name, Set<Stage> stages, Handler<Report> handler) {
        this.name = name;
        this.stages = Set.copyOf(stages);
        this.handler = handler;
    }

    public String name() {
        return name;
    }

    /** Facts that were not handed over because the handler had {@link #QUEUE_LIMIT} of them waiting. */
    public long dropped() {
        return dropped.get();
    }

    /** Facts at which the handler threw. */
    public long failed() {
        return failed.get();
    }

    /**
     * Ends the observation: no further fact is handed over, and the handler's thread is interrupted.
     *
     * @return completes when that is done; a handler that hangs is not waited for
     */
    public Future<Void> close() {
        return vertx.undeploy(deploymentID());
    }

    @Override
    public Future<?> start() {
        // Not one of Vert.x' own pools: those complain of threads that block, and hold on to a process that wants to
        // end.
        thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE_LIMIT - 1), this::newThread);
        List<Future<Void>> consumers = stages.stream()
                .map(stage -> vertx.eventBus()
                        .<Report>localConsumer(Addresses.told(stage), message -> take(message.body()))
                        .completion())
                .toList();
        return Future.all(consumers)
                // First: what another node sends as soon as it knows of the observer must find it here.
                .onSuccess(v -> count(+1))
                .compose(v -> Node.of(vertx).observers().add(name, stages).onFailure(cause -> count(-1)));
    }

    @Override
    public Future<?> stop() {
        count(-1);
        thread.shutdownNow();
        return Node.of(vertx).observers().remove(name, stages);
    }

    private void count(int change) {
        stages.forEach(stage -> Node.of(vertx).observed(stage, change));
    }

    private Thread newThread(Runnable work) {
        Thread made = new Thread(work, "postern-observer-" + name);
        made.setDaemon(true);
        return made;
    }

    private void take(Report told) {
        try {
            thread.execute(() -> hand(told));
        } catch (RejectedExecutionException full) {
            if (!thread.isShutdown()) {
                dropped.incrementAndGet();
                Node.of(vertx).miss();
            }
        }
    }

    private void hand(Report told) {
        try {
            handler.handle(told);
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    /** On the handler's thread. */
    private void report(Throwable thrown) {
        long now = System.nanoTime();
        if (thread.isShutdown()) {
            // Interrupted, most likely, by close.
            return;
        }
        if (failed.getAndIncrement() == 0 || now - reported >= REPORT_INTERVAL) {
            reported = now;
            ((ContextInternal) context)
                    .reportException(new IllegalStateException("observer " + name + " failed", thrown));
        }
    }
}
