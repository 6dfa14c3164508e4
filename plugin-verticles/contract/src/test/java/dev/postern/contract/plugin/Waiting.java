package dev.postern.contract.plugin;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Waits on conditions, within a bound that is far from what they take. */
public final class Waiting {
    private static final long BOUND = 60;

    private Waiting() {}

    public static <T> T await(Future<T> future) {
        try {
            return completable(future).get(BOUND, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("not completed within " + BOUND + " s", e);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        }
    }

    static Throwable failure(Future<?> future) {
        try {
            Object value = completable(future).get(BOUND, TimeUnit.SECONDS);
            throw new AssertionError("expected a failure, got " + value);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("not completed within " + BOUND + " s", e);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    public static ReplyException replyFailure(Future<?> future) {
        return (ReplyException) failure(future);
    }

    /** The next of the queue that matches; others are skipped. */
    public static <T> T next(BlockingQueue<T> queue, Predicate<T> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND);
        T value;
        do {
            try {
                value = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertNotNull(value, "nothing came within " + BOUND + " s");
        } while (!wanted.test(value));
        return value;
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "not within " + BOUND + " s: " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static <T> CompletableFuture<T> completable(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}
