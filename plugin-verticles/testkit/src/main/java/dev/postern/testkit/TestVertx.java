package dev.postern.testkit;

import dev.postern.testkit.bus.ClockedLoop;
import dev.postern.testkit.bus.ClockedTransport;
import dev.postern.testkit.bus.Registrations;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The Vert.x instance of a plugin in a test, whose time the test can move ahead, and ways to wait with a limit. Its methods
 * block and are for test threads.
 */
public final class TestVertx {
    /** How long anything may take by the system's clock. */
    private static final long PATIENCE = 90_000;

    /**
     * How often it is tested whether a thread that runs plugin code is done, before the clock is moved all the same. Pauses are
     * counted and not their time, so that a standstill of the whole process counts as one pause.
     */
    private static final int LOOKS = 40;

    private static final long PAUSE = 5;

    /** From a message to the desk, the hop to the instance, to what the plugin does next. */
    private static final int HOPS = 4;

    private static final int LOOPS = 2;

    private final TestClock clock = new TestClock();
    private final VertxInternal vertx;

    TestVertx() {
        this(new Registrations());
    }

    /** @param registrations sees what consumers there are */
    public TestVertx(Registrations registrations) {
        vertx = (VertxInternal) Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(LOOPS))
                .withTransport(new ClockedTransport(clock))
                .withMetrics(registrations)
                .build();
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Now, in milliseconds since 1970-01-01T00:00Z, by the clock that the test moves. */
    long now() {
        return clock.millis();
    }

    /** Moves the clock ahead, from one timer to the next, so that each fires when it is due and can set another. */
    public void advance(Duration time) {
        long end = clock.nanoTime() + time.toNanos();
        settle();
        for (long left = end - clock.nanoTime(); left > 0; left = end - clock.nanoTime()) {
            clock.moveAhead(Math.min(left, untilNextTimer()));
            settle();
        }
    }

    /**
     * What was said to the plugin until now has reached it, and what it says at once has been said; unless one of its threads
     * is busy, which is not waited for.
     */
    public void settle() {
        for (int i = 0; i < HOPS; i++) {
            if (!pass(contexts())) {
                return;
            }
        }
    }

    static <T> T await(Future<T> future) throws ExecutionException {
        try {
            return await(future, PATIENCE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nothing happened for " + PATIENCE + " ms", e);
        }
    }

    public static <T> T await(Future<T> future, long milliseconds) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The names of the verticles that are there. */
    public List<String> deployed() {
        return vertx.deploymentManager().deployments().stream()
                .map(deployed -> deployed.deployment().identifier())
                .toList();
    }

    public List<ClockedLoop> loops() {
        List<ClockedLoop> loops = new ArrayList<>();
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            loops.add((ClockedLoop) loop);
        }
        return loops;
    }

    /** The contexts of all verticles. */
    private List<Context> contexts() {
        return vertx.deploymentManager().deployments().stream()
                .flatMap(deployed -> deployed.deployment().contexts().stream())
                .toList();
    }

    /** Whether all that was queued on these contexts has run. */
    private static boolean pass(List<Context> contexts) {
        CountDownLatch passed = new CountDownLatch(contexts.size());
        contexts.forEach(context -> context.runOnContext(v -> passed.countDown()));
        try {
            boolean all = false;
            for (int look = 0; look < LOOKS && !all; look++) {
                all = passed.await(PAUSE, TimeUnit.MILLISECONDS);
            }
            return all;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private long untilNextTimer() {
        long next = loops().stream()
                .mapToLong(loop -> onLoop(loop, loop::nextDeadline))
                .min()
                .orElse(Long.MAX_VALUE);
        return Math.max(1, next - clock.nanoTime());
    }

    private static long onLoop(ClockedLoop loop, Callable<Long> task) {
        try {
            var done = loop.submit(task);
            for (int look = 0; look < LOOKS && !done.await(PAUSE); look++) {}
            return done.isDone() ? done.get() : Long.MAX_VALUE;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
