package dev.postern.smtp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.IntFunction;

/** Runs a row of tasks of which some may be open at the same time; each begins after the one before it has begun. */
final class Overlap {
    private final int count;
    private final int window;
    private final IntFunction<Future<?>> task;
    private final Promise<Void> done = Promise.promise();
    private int begun;
    private int ended;
    private boolean beginning;

    private Overlap(int count, int window, IntFunction<Future<?>> task) {
        this.count = count;
        this.window = window;
        this.task = task;
    }

    /**
     * @param window how many may be open at once
     * @param task begins one, by its index from 0
     * @return completes when all have; fails with the first failure, and begins no more then
     */
    static Future<Void> run(int count, int window, IntFunction<Future<?>> task) {
        Overlap overlap = new Overlap(count, window, task);
        overlap.begin();
        return overlap.done.future();
    }

    private void begin() {
        beginning = true;
        while (begun < count && begun - ended < window && !done.future().isComplete()) {
            task.apply(begun++).onComplete(one -> {
                ended++;
                if (one.failed()) {
                    done.tryFail(one.cause());
                } else if (!beginning) {
                    begin();
                }
            });
        }
        beginning = false;
        if (ended == count) {
            done.tryComplete();
        }
    }
}
