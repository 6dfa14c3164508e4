package dev.postern.watch;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long the whole process stood still: a thread that only sleeps notes by how much it overslept. */
final class Standstills {
    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is shorter is the scheduling of any machine. */
    private static final long NOTED = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long KEPT = TimeUnit.MINUTES.toNanos(5);

    private final Deque<Standstill> seen = new ConcurrentLinkedDeque<>();
    private volatile long awake = System.nanoTime();

    private record Standstill(long end, long length) {}

    private Standstills() {}

    static Standstills watch() {
        Standstills standstills = new Standstills();
        Thread thread = new Thread(standstills::nap, "watch-standstills");
        thread.setDaemon(true);
        thread.start();
        return standstills;
    }

    /** Of the milliseconds until now, those in which nothing ran. */
    long within(long milliseconds) {
        long now = System.nanoTime();
        long begin = now - TimeUnit.MILLISECONDS.toNanos(milliseconds);
        long lost = Math.max(0, now - Math.max(begin, awake) - NAP);
        for (Standstill one : seen) {
            lost += Math.max(0, one.end() - Math.max(begin, one.end() - one.length()));
        }
        return TimeUnit.NANOSECONDS.toMillis(lost);
    }

    private void nap() {
        while (true) {
            LockSupport.parkNanos(NAP);
            long now = System.nanoTime();
            long slept = now - awake - NAP;
            if (slept > NOTED) {
                seen.add(new Standstill(now, slept));
                seen.removeIf(one -> now - one.end() > KEPT);
            }
            awake = now;
        }
    }
}
