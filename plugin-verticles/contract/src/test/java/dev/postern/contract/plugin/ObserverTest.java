package dev.postern.contract.plugin;

import static dev.postern.contract.plugin.Waiting.await;
import static dev.postern.contract.plugin.Waiting.next;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Examples;
import dev.postern.contract.Reply;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObserverTest {
    private static final Set<Stage> RCPTTO = Set.of(Stage.RCPTTO);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void factsArriveByReferenceAndInOrder() {
        BlockingQueue<Report> seen = new LinkedBlockingQueue<>();
        Observer observer = await(Plugins.observe(vertx, "log", RCPTTO, seen::add));
        List<Report> facts = List.of(fact(), fact(), fact(), fact(), fact());

        vertx.runOnContext(v -> facts.forEach(this::publish));
        for (Report fact : facts) {
            assertSame(fact, next(seen, any -> true));
        }
        assertEquals(0, observer.dropped());
    }

    @Test
    void theNodeKnowsWhichStagesAreObserved() {
        Node node = Node.of(vertx);
        assertFalse(node.observes(Stage.RCPTTO));
        Observer one = await(Plugins.observe(vertx, "one", RCPTTO, told -> {}));
        Observer two = await(Plugins.observe(vertx, "two", Set.of(Stage.RCPTTO, Stage.CLOSE), told -> {}));

        assertTrue(node.observes(Stage.RCPTTO));
        assertTrue(node.observes(Stage.CLOSE));
        assertFalse(node.observes(Stage.CONNECT));
        await(two.close());
        assertTrue(node.observes(Stage.RCPTTO));
        assertFalse(node.observes(Stage.CLOSE));
        await(one.close());
        assertFalse(node.observes(Stage.RCPTTO));
    }

    @Test
    void aHandlerThatBlocksLosesAndCountsAndHoldsNobodyUp() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        BlockingQueue<Report> others = new LinkedBlockingQueue<>();
        Observer slow = await(Plugins.observe(vertx, "same", RCPTTO, told -> {
            hold(release);
            handled.incrementAndGet();
        }));
        Observer quick = await(Plugins.observe(vertx, "same", RCPTTO, others::add));
        Promise<Void> published = Promise.promise();
        Report fact = fact();

        vertx.runOnContext(v -> {
            for (int i = 0; i < Observer.QUEUE_LIMIT + 500; i++) {
                publish(fact);
            }
            published.complete();
        });
        await(published.future());
        Waiting.until("500 are lost", () -> slow.dropped() == 500);
        next(others, any -> true);
        release.countDown();
        Waiting.until("the others are handled", () -> handled.get() == Observer.QUEUE_LIMIT);
        assertEquals(500, slow.dropped());
        assertEquals(500 + quick.dropped(), Node.of(vertx).missed());
    }

    @Test
    void aHandlerThatThrowsIsReportedCountedAndGoesOn() {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        BlockingQueue<Report> seen = new LinkedBlockingQueue<>();
        vertx.exceptionHandler(reported::add);
        Observer observer = await(Plugins.observe(vertx, "log", RCPTTO, told -> {
            seen.add(told);
            throw new IllegalStateException("disk full");
        }));

        publish(fact());
        publish(fact());
        next(seen, any -> true);
        next(seen, any -> true);
        Waiting.until("both are counted", () -> observer.failed() == 2);
        Throwable report = next(reported, any -> true);
        assertEquals("observer log failed", report.getMessage());
        assertEquals("disk full", report.getCause().getMessage());
    }

    @Test
    void aHandlerThatThrowsAtEachOfManyFactsDoesNotFillTheLog() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        vertx.exceptionHandler(reported::add);
        Observer observer = await(Plugins.observe(vertx, "log", RCPTTO, told -> {
            throw new IllegalStateException("disk full");
        }));

        Report fact = fact();
        vertx.runOnContext(v -> IntStream.range(0, 900).forEach(i -> publish(fact)));
        Waiting.until("all are counted", () -> observer.failed() == 900);
        Waiting.until("the first is reported", () -> !reported.isEmpty());
        assertTrue(reported.size() < 100, reported.size() + " reports");
    }

    @Test
    void closingDoesNotWaitForAHandlerThatHangsWhateverInterruptsIt() {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicBoolean release = new AtomicBoolean();
        AtomicInteger handled = new AtomicInteger();
        Observer observer = await(Plugins.observe(vertx, "stuck", RCPTTO, told -> {
            handled.incrementAndGet();
            entered.countDown();
            while (!release.get()) {
                LockSupport.parkNanos(1_000_000);
            }
        }));
        publish(fact());
        publish(fact());
        hold(entered);

        await(observer.close());
        publish(fact());
        release.set(true);
        Waiting.until(
                "the thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("postern-observer-stuck")));
        assertEquals(1, handled.get());
        assertEquals(0, observer.dropped());
    }

    @Test
    void aHandlerSeesItsOwnThreadWhichEndsWithTheProcess() {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        await(Plugins.observe(vertx, "mine", RCPTTO, told -> threads.add(Thread.currentThread())));
        publish(fact());
        Thread thread = next(threads, any -> true);

        assertEquals("postern-observer-mine", thread.getName());
        assertTrue(thread.isDaemon());
    }

    private void publish(Report fact) {
        vertx.eventBus().publish(Addresses.told(Stage.RCPTTO), fact, Node.byReference());
    }

    private static Report fact() {
        return new Report(Examples.event("rcptto"), new Reply(250, "2.1.5", "ok"), List.of());
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
