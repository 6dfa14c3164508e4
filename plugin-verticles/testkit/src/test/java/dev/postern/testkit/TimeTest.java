package dev.postern.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.RcptTo;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Quarters of an hour go by here, and nobody waits for them. */
@Timeout(300)
class TimeTest {
    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** Waits at each stage in another way. */
    private static final class Waiting extends Plugin {
        private final AtomicInteger ticks = new AtomicInteger();

        @Override
        public Future<?> start() {
            vertx.setPeriodic(TimeUnit.MINUTES.toMillis(1), timer -> ticks.incrementAndGet());
            return Future.succeededFuture();
        }

        @Override
        protected Future<Decision> onHelo(Helo event) {
            return vertx.timer(15, TimeUnit.MINUTES)
                    .compose(waited -> vertx.timer(15, TimeUnit.MINUTES))
                    .compose(w -> accept());
        }

        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            return Future.future(promise -> {});
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return Instant.ofEpochMilli(event.time()).isBefore(Instant.parse("2100-01-01T00:00:00Z"))
                    ? pass()
                    : accept();
        }
    }

    @Test
    void timersFireWhenTheTestMovesTheTime() {
        try (PluginTester tester = PluginTester.of(Waiting::new)) {
            Ask ask = tester.begin(
                    EventScene.standard().withBudget(QUARTER.multipliedBy(3)).helo("client.example"));
            tester.advance(QUARTER);
            assertTrue(ask.isOpen());
            tester.advance(QUARTER.minusMinutes(1));
            assertTrue(ask.isOpen());
            tester.advance(Duration.ofMinutes(2));
            assertFalse(ask.isOpen());
            assertEquals(Decision.accept(), ask.decision());
        }
    }

    @Test
    void timersOfAWorkerFireToo() {
        try (PluginTester tester = PluginTester.of(GroupOptions.worker("waiting"), Waiting::new)) {
            Ask ask = tester.begin(
                    EventScene.standard().withBudget(QUARTER.multipliedBy(3)).helo("client.example"));
            tester.advance(QUARTER.multipliedBy(2).plusMinutes(1));
            assertEquals(Decision.accept(), ask.decision());
        }
    }

    @Test
    void aPeriodicTimerFiresAsOftenAsItIsDue() {
        Waiting plugin = new Waiting();
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            tester.advance(Duration.ofMinutes(10).plusSeconds(30));
            assertEquals(10, plugin.ticks.get());
        }
    }

    @Test
    void thereIsNoAnswerWhenTheBudgetIsOver() {
        try (PluginTester tester = PluginTester.of(Waiting::new)) {
            Ask ask = tester.begin(EventScene.standard().withBudget(QUARTER).mailFrom());
            tester.advance(QUARTER.minusMinutes(1));
            assertTrue(ask.isOpen());
            tester.advance(Duration.ofMinutes(1));
            PluginFailure failure = assertThrows(PluginFailure.class, ask::decision);
            assertEquals(PluginFailure.Kind.TIMEOUT, failure.kind());
            assertEquals("no answer within 900000 ms", failure.reason());
        }
    }

    @Test
    void anAnswerAfterTheBudgetIsNone() {
        try (PluginTester tester = PluginTester.of(Waiting::new)) {
            Ask ask = tester.begin(EventScene.standard().withBudget(QUARTER).helo("client.example"));
            tester.advance(QUARTER.multipliedBy(3));
            assertEquals(
                    PluginFailure.Kind.TIMEOUT,
                    assertThrows(PluginFailure.class, ask::decision).kind());
        }
    }

    @Test
    void eventsHaveTheTimeOfTheTesterOrTheirOwn() {
        EventScene scene = EventScene.standard().withTime(Instant.parse("2100-05-05T12:00:00Z"));
        try (PluginTester tester = PluginTester.of(Waiting::new)) {
            assertTrue(tester.now().isBefore(Instant.parse("2100-01-01T00:00:00Z")));
            assertEquals(Decision.pass(), tester.ask(Events.rcptTo("alice@example.org")));
            assertEquals(Decision.accept(), tester.ask(scene.rcptTo("alice@example.org")));
            Instant before = tester.now();
            tester.advance(QUARTER);
            assertFalse(tester.now().isBefore(before.plus(QUARTER)));
        }
    }
}
