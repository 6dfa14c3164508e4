package dev.postern.testkit.conformance;

import dev.postern.testkit.bus.ClockedLoop;
import io.netty.util.concurrent.ThreadProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes samples of what event loops do, by their stack traces. A loop that sleeps in a plugin's code in several samples in a row, or
 * waits there for a future, is blocked. One that runs the plugin's code, or waits for a lock, is blocked after fifty samples only, as
 * the holder of a lock may be slow on a busy machine. There samples are rarer too, so that slowness is not taken for blocking.
 */
final class BlockedLoopWatch implements AutoCloseable {
    private static final long LOOK = 20;
    private static final int WAITING = 5;
    private static final int BUSY = 50;
    private static final Set<String> HOLDERS = Set.of(ClassLoader.class.getName(), ReentrantLock.class.getName());
    private static final List<String> PLATFORM =
            List.of("java.", "jdk.", "sun.", "io.netty.", "io.vertx.", "com.fasterxml.", "dev.postern.contract.");

    private final List<Watched> watched = new ArrayList<>();
    private final List<String> blocked = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "postern-testkit-watch");
        thread.setDaemon(true);
        return thread;
    });

    BlockedLoopWatch(List<ClockedLoop> loops) {
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
        private final ThreadProperties thread;
        private int waiting;
        private int busy;

        /** Asks for the thread while the loop is free: a loop that has not started yet has to run before it can answer. */
        Watched(ClockedLoop loop) {
            this.thread = loop.threadProperties();
        }

        void look() {
            StackTraceElement[] frames = thread.stackTrace();
            Thread.State state = thread.state();
            Optional<StackTraceElement> plugin = Arrays.stream(frames)
                    .filter(frame -> PLATFORM.stream().noneMatch(frame.getClassName()::startsWith))
                    .findFirst();
            boolean rests = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
            boolean waits = rests && plugin.isPresent() && !isHeldUp(frames);
            waiting = waits ? waiting + 1 : 0;
            boolean held = plugin.isPresent() || rests || state == Thread.State.BLOCKED;
            busy = !waits && held ? busy + 1 : 0;
            String place = name(plugin.or(() -> Arrays.stream(frames).findFirst()));
            if (waiting == WAITING) {
                blocked.add("an event loop waits in " + place);
            } else if (busy == BUSY) {
                blocked.add("an event loop is kept for more than " + BUSY * LOOK + " ms by " + place);
            }
        }
    }

    /** Whether it waits for a lock, or for a class that another thread is loading: the other thread is at work. */
    private static boolean isHeldUp(StackTraceElement[] frames) {
        return Arrays.stream(frames).anyMatch(frame -> HOLDERS.contains(frame.getClassName()));
    }

    private static String name(Optional<StackTraceElement> frame) {
        return frame.map(at -> at.getClassName() + "." + at.getMethodName() + "(" + at.getFileName() + ":"
                        + at.getLineNumber() + ")")
                .orElse("an unknown place");
    }
}
