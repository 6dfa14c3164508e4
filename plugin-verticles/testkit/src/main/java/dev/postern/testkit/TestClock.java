package dev.postern.testkit;

import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Runs as any clock does, and can be moved ahead. Safe to use from any thread. */
public final class TestClock implements Ticker {
    private final long start = System.nanoTime();
    private final long startMillis = System.currentTimeMillis();
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public long initialNanoTime() {
        return 0;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() - start + ahead.get();
    }

    /** Milliseconds since 1970-01-01T00:00Z. */
    long millis() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(nanoTime());
    }

    void moveAhead(long nanos) {
        ahead.addAndGet(nanos);
    }

    @Override
    public void sleep(long delay, TimeUnit unit) throws InterruptedException {
        Ticker.systemTicker().sleep(delay, unit);
    }
}
