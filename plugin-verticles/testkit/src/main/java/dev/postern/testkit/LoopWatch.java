package dev.postern.testkit;

import io.netty.util.concurrent.ThreadProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at event loops from outside. One that waits for a lock, a sleep or a future several looks in a row is blocked, however
 * busy the machine is; one that runs needs a second to be called so.
 */
final class LoopWatch implements AutoCloseable {
    private static final long LOOK = 20;
    private static final int LOOKS = 5;
    private static final long BUSY = 1_000;
    private static final List<String> PLATFORM = List.of("java.", "jdk.", "sun.", "io.netty.", "io.vertx.");

    private final List<Watched> watched = new ArrayList<>();
    private final List<String> blocked = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "postern-testkit-watch");
        thread.setDaemon(true);
        return thread;
    });

    LoopWatch(List<ClockedLoop> loops) {
        loops.forEach(loop -> watched.add(new Watched(loop)));
        looks.scheduleWithFixedDelay(() -> watched.forEach(Watched::look), LOOK, LOOK, TimeUnit.MILLISECONDS);
    }

    /** Where loops were found blocked; one line for each place. */
    List<String> blocked() {
        return blocked.stream().distinct().toList();
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private final class Watched {
        private final ClockedLoop loop;
        private int waiting;
        private long called;
        private Future<?> call;

        Watched(ClockedLoop loop) {
            this.loop = loop;
        }

        void look() {
            ThreadProperties thread = loop.threadProperties();
            boolean waits = thread.state() != Thread.State.RUNNABLE;
            waiting = waits ? waiting + 1 : 0;
            if (waiting == LOOKS) {
                blocked.add("an event loop waits in " + place(thread));
            }
            if (call == null || call.isDone()) {
                called = System.nanoTime();
                call = loop.submit(() -> {});
            } else if (!waits && System.nanoTime() - called > TimeUnit.MILLISECONDS.toNanos(BUSY)) {
                blocked.add("an event loop is kept for more than " + BUSY + " ms by " + place(thread));
                called = Long.MAX_VALUE;
            }
        }
    }

    /** The innermost frame that is neither Java's nor Vert.x's. */
    private static String place(ThreadProperties thread) {
        StackTraceElement[] frames = thread.stackTrace();
        return Arrays.stream(frames)
                .filter(frame -> PLATFORM.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .or(() -> Arrays.stream(frames).findFirst())
                .map(LoopWatch::name)
                .orElse("an unknown place");
    }

    private static String name(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }
}
