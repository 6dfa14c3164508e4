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
 * Looks at event loops from outside. One that several looks in a row find in a plugin's sleep, or waiting there for a future, is
 * blocked; one that is in the plugin's code at fifty looks in a row, or waits for a lock, too: who holds a lock is at work, and on a
 * busy machine that takes its time. There the looks become rarer as well, so that slowness is not taken for blocking.
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

        /** Asks for the thread while nothing keeps the loop: a loop that has none yet tells it only when it gets round to it. */
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

    /** Whoever needs a lock, or a class that another thread is loading, waits for one that is at work. */
    private static boolean isHeldUp(StackTraceElement[] frames) {
        return Arrays.stream(frames).anyMatch(frame -> HOLDERS.contains(frame.getClassName()));
    }

    private static String name(Optional<StackTraceElement> frame) {
        return frame.map(at -> at.getClassName() + "." + at.getMethodName() + "(" + at.getFileName() + ":"
                        + at.getLineNumber() + ")")
                .orElse("an unknown place");
    }
}
