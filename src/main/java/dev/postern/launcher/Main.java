package dev.postern.launcher;

import dev.postern.launcher.log.Logs;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/** The way in: {@code java -jar postern.jar}. */
public final class Main {
    static final Instant STARTED = Instant.now();

    private static final long GRACE_MILLISECONDS = 5000;

    private Main() {}

    public static void main(String[] args) {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        endWithParent();
        ShutdownHook hook = new ShutdownHook();
        Launch.Outcome outcome = new Launch(System.out, System.err, hook::guard).run(args, System.getenv());
        if (outcome.node().isEmpty()) {
            hook.release();
            Logs.close();
            System.exit(outcome.exitCode());
        }
    }

    /** Milliseconds after which a node that is told to stop has ended, whatever is in its way. */
    static long stopLimit(PosternNode node) {
        return node.setup().smtp().timeouts().shutdown() + GRACE_MILLISECONDS;
    }

    /** For `mvn -Prun`: a Maven that is ended does not end what it runs. */
    private static void endWithParent() {
        if (Boolean.getBoolean("postern.ends-with-parent")) {
            ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRunAsync(() -> System.exit(0)));
        }
    }

    /** Stops the node when the process is told to end, by SIGTERM or Ctrl-C. */
    private static final class ShutdownHook extends Thread {
        private volatile PosternNode node;

        ShutdownHook() {
            super("postern-shutdown");
        }

        void guard(PosternNode toStop) {
            node = toStop;
            Runtime.getRuntime().addShutdownHook(this);
            // On a thread of its own: exit waits for the hook, and that for the event loops.
            toStop.stopRequest().onSuccess(v -> new Thread(() -> System.exit(0), "postern-stop").start());
        }

        void release() {
            if (node != null) {
                try {
                    Runtime.getRuntime().removeShutdownHook(this);
                } catch (IllegalStateException e) {
                    // The hook runs already, and it ends the process.
                }
            }
        }

        /** Ends with halt: the exit code of a stop that was asked for is 0, not that of the signal. */
        @Override
        public void run() {
            Instant start = Instant.now();
            long limit = stopLimit(node);
            String end = "stopped";
            try {
                node.close().toCompletionStage().toCompletableFuture().get(limit, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                end = "stopped with work unfinished";
            } catch (Exception e) {
                end = "stopped, not cleanly: " + e.getMessage();
            }
            double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
            LoggerFactory.getLogger(Main.class)
                    .info("{} {} s after it was told to", end, String.format(Locale.ROOT, "%.1f", seconds));
            Logs.close();
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }
    }
}
