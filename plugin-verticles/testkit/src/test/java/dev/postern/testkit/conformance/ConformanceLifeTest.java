package dev.postern.testkit.conformance;

import static dev.postern.testkit.Wrong.atHelo;
import static dev.postern.testkit.Wrong.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Helo;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.testkit.Wrong;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a plugin can do wrong beside its answers is found by its name. */
@Timeout(300)
class ConformanceLifeTest {
    @Test
    void anEventLoopThatIsMadeToWaitIsFound() {
        AtomicBoolean waited = new AtomicBoolean();
        List<String> texts = atHelo(vertx -> {
            // Once, and for so long that a busy machine has the time to look.
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waited.getAndSet(true) ? 0 : 1_500);
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            return Future.succeededFuture(Decision.pass());
        });
        assertEquals(1, texts.size(), texts::toString);
        assertTrue(
                texts.get(0)
                        .startsWith(
                                "BLOCKED: an event loop waits in dev.postern.testkit.conformance.ConformanceLifeTest"),
                texts::toString);
    }

    @Test
    void aWorkerMayWait() {
        Conformance.of(
                        GroupOptions.worker("patient"),
                        () -> new Wrong.AtHelo(vertx -> {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(120));
                            return Future.succeededFuture(Decision.pass());
                        }))
                .check();
    }

    @Test
    void whatIsLeftBehindIsFound() {
        List<String> texts = texts(() -> new Plugin() {
            @Override
            public Future<?> start() {
                return Future.fromCompletionStage(
                        CompletableFuture.runAsync(() -> vertx.eventBus().consumer("forgotten", message -> {})));
            }

            @Override
            protected Future<Decision> onHelo(Helo event) {
                return pass();
            }
        });
        assertEquals(List.of("LEFT_BEHIND: a consumer of 'forgotten'"), texts);
    }

    @Test
    void aStopThatFailsOrNeverEndsIsFound() {
        assertEquals(
                List.of("STOP: stop, or the start after it, failed: java.lang.IllegalStateException: still in use"),
                texts(() -> stopping(Future.failedFuture(new IllegalStateException("still in use")))));
        assertEquals(
                List.of("STOP: it was not gone, or not there again, after 5000 ms"),
                texts(() -> stopping(Future.future(promise -> {}))));
    }

    private static Plugin stopping(Future<?> stopped) {
        return new Plugin() {
            @Override
            public Future<?> stop() {
                return stopped;
            }

            @Override
            protected Future<Decision> onHelo(Helo event) {
                return pass();
            }
        };
    }

    @Test
    void aDeclarationThatDoesNotFitIsFound() {
        assertEquals(
                List.of("DECLARATION: concurrent() names rcptto, which is not overridden or not asked"),
                texts(() -> new Plugin() {
                    @Override
                    protected Future<Decision> onHelo(Helo event) {
                        return pass();
                    }

                    @Override
                    protected Set<Stage> concurrent() {
                        return Set.of(Stage.RCPTTO);
                    }
                }));
        assertEquals(
                List.of("DECLARATION: no stage is overridden, so nobody ever asks it"), texts(() -> new Plugin() {}));
    }

    @Test
    void aStartThatFailsIsFound() {
        assertEquals(List.of("START: no such file"), texts(() -> new Plugin() {
            @Override
            public Future<?> start() {
                return Future.failedFuture("no such file");
            }
        }));
    }
}
