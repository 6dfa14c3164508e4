package dev.postern.passwords.hash;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Where passwords are hashed: on few threads, which all instances of a node share, since each hash takes memory and a processor
 * for itself. What cannot be hashed in time is not hashed at all.
 */
public final class HashWorkers {
    /** There is more to do than can be done in time. */
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BusyException() {
            super("too many passwords to check", null, false, false);
        }
    }

    private static final String NAME = "postern-password-hashes";
    private static final int WAITING_FOR_EACH = 50;

    private final WorkerExecutor workers;
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    public HashWorkers(Vertx vertx, int threads) {
        this.workers = vertx.createSharedWorkerExecutor(NAME, threads);
        this.limit = WAITING_FOR_EACH * threads;
    }

    /**
     * Makes a check on one of the threads.
     *
     * @param budget milliseconds after which nobody waits for the answer any more
     * @return fails with {@link BusyException} if it cannot be made within the budget
     */
    public Future<Boolean> check(long budget, BooleanSupplier check) {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return Future.failedFuture(new BusyException());
        }
        long arrived = System.nanoTime();
        return workers.executeBlocking(
                        () -> {
                            if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrived) >= budget) {
                                throw new BusyException();
                            }
                            return check.getAsBoolean();
                        },
                        false)
                .onComplete(done -> open.decrementAndGet());
    }

    public Future<Void> close() {
        return workers.close();
    }
}
