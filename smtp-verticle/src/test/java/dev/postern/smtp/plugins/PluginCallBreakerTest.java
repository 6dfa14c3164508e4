package dev.postern.smtp.plugins;

import static dev.postern.smtp.plugins.PluginCallBench.BUDGET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.wire.AskErrors;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who does not answer is left alone, but for a probe. */
class PluginCallBreakerTest {
    private final PluginCallBench bench = new PluginCallBench();

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private void assertBroken() throws Exception {
        CallResult answer = bench.end(bench.ask());
        assertEquals(Failure.NO_INSTANCE, answer.failure());
        assertEquals("the breaker is open: the last 5 asks got no answer", answer.reason());
    }

    /** Desk "one" has lost five asks, which "two" has answered. */
    private void breakOne() throws Exception {
        bench.desk("one").desk("two");
        while (bench.counted("breakers.open") == 0) {
            Future<CallResult> ask = bench.ask();
            bench.advance(BUDGET * 60 / 100);
            bench.answer("two", Decision.pass());
            bench.end(ask);
        }
        while (bench.waiting("one") > 0) {
            bench.asked("one");
        }
    }

    @Test
    void afterFiveAsksWithoutAnswerTheNextFailsAtOnce() throws Exception {
        bench.desk("one");
        bench.breakAll("one");
        assertBroken();
        assertEquals(1, bench.counted("breakers.open"));
        assertEquals(0, bench.waiting("one"));
    }

    @Test
    void oneAskASecondProbesAndItsAnswerCloses() throws Exception {
        bench.desk("one");
        bench.breakAll("one");
        bench.advance(999);
        assertBroken();
        bench.advance(1);
        Future<CallResult> probe = bench.ask();
        CallResult other = PluginCallBench.await(bench.ask());
        assertEquals(Failure.NO_INSTANCE, other.failure());

        bench.answer("one", Decision.accept());
        assertEquals(Decision.accept(), bench.end(probe).decision());
        assertEquals(0, bench.counted("breakers.open"));
        Future<CallResult> next = bench.ask();
        bench.answer("one", Decision.pass());
        assertEquals(Decision.pass(), bench.end(next).decision());
    }

    @Test
    void aFailedProbeIsFollowedByTheNextASecondLater() throws Exception {
        bench.desk("one");
        bench.breakAll("one");
        for (int i = 0; i < 3; i++) {
            bench.advance(1_000);
            assertEquals(i, bench.waiting("one"));
            bench.ask();
            assertEquals(Failure.NO_INSTANCE, PluginCallBench.await(bench.ask()).failure());
            assertEquals(i + 1, bench.waiting("one"));
        }
        assertEquals(1, bench.counted("breakers.open"));
    }

    @Test
    void anExceptionIsAnAnswer() throws Exception {
        bench.desk("one");
        for (int i = 0; i < 20; i++) {
            Future<CallResult> ask = bench.ask();
            if (i % 5 == 4) {
                bench.asked("one").fail(AskErrors.EXCEPTION, "disk on fire");
            } else {
                bench.asked("one");
                bench.advance(BUDGET);
            }
            bench.end(ask);
        }
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void aLateAnswerClosesNothing() throws Exception {
        bench.desk("one");
        List<Message<JsonObject>> asks = new ArrayList<>();
        for (int i = 0; i < CircuitBreaker.LIMIT; i++) {
            Future<CallResult> ask = bench.ask();
            asks.add(bench.asked("one"));
            bench.advance(BUDGET);
            bench.end(ask);
        }
        for (Message<JsonObject> ask : asks) {
            ask.reply(Decision.pass().toJson());
        }
        bench.settle();
        assertBroken();
    }

    @Test
    void whileAnotherIsThereNobodyWaitsForTheBrokenOneButTheProbe() throws Exception {
        breakOne();
        for (int i = 0; i < 10; i++) {
            Future<CallResult> ask = bench.ask();
            bench.answer("two", Decision.pass());
            assertEquals(0, bench.end(ask).attempt());
        }
        assertEquals(0, bench.waiting("one"));

        bench.advance(1_000);
        Future<CallResult> probe = bench.ask();
        Future<CallResult> other = bench.ask();
        bench.answer("two", Decision.pass());
        assertEquals(0, PluginCallBench.await(other).attempt());
        assertEquals(1, bench.waiting("one"));
        bench.answer("one", Decision.accept());
        assertEquals(Decision.accept(), bench.end(probe).decision());
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void aProbeThatGetsNoAnswerIsRepeatedElsewhereAsAnyAsk() throws Exception {
        breakOne();
        bench.advance(1_000);
        Future<CallResult> probe = bench.ask();
        bench.asked("one");
        bench.advance(BUDGET * 60 / 100);
        bench.answer("two", Decision.pass());
        assertEquals(1, bench.end(probe).attempt());
        assertEquals(1, bench.counted("breakers.open"));
    }

    @Test
    void aDeliverProbesOnlyWhileNoOtherOneIsWaiting() throws Exception {
        breakOne();
        bench.advance(1_000);
        Future<CallResult> probe = bench.ask(PluginCallBench.deliver(), 60_000);
        assertEquals(1, bench.waiting("one"));
        for (int i = 0; i < 3; i++) {
            bench.advance(1_000);
            Future<CallResult> ask = bench.ask(PluginCallBench.deliver());
            bench.answer("two", Decision.delivered(List.of()));
            assertEquals(0, PluginCallBench.await(ask).attempt());
        }
        assertFalse(probe.isComplete());
        assertEquals(1, bench.waiting("one"));
        bench.answer("one", Decision.delivered(List.of()));
        bench.end(probe);
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void whoIsSuspectedIsNotProbedWhileAnotherIsThere() throws Exception {
        breakOne();
        bench.pass(6, "two");
        Future<CallResult> ask = bench.ask();
        bench.answer("two", Decision.pass());
        assertEquals(0, bench.end(ask).attempt());
        assertEquals(0, bench.waiting("one"));
    }

    @Test
    void whoIsHeardAgainAfterHisNodeWasSilentIsProbedAtOnce() throws Exception {
        breakOne();
        bench.pass(6, "two").pass(1, "one", "two");
        Future<CallResult> probe = bench.ask();
        assertEquals(1, bench.waiting("one"));
        bench.answer("one", Decision.pass());
        assertEquals(0, bench.end(probe).attempt());
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void whoWasNotThereForAMomentIsAskedAgainInHisTurn() throws Exception {
        bench.desk("one").desk("two").unregister("one");
        Future<CallResult> missed = bench.ask();
        bench.answer("two", Decision.pass());
        assertEquals(1, bench.end(missed).attempt());
        bench.desk("one");
        Future<CallResult> ask = bench.ask();
        Future<CallResult> other = bench.ask();
        bench.answer("one", Decision.pass());
        bench.answer("two", Decision.pass());
        assertEquals(0, bench.end(ask).attempt());
        assertEquals(0, bench.end(other).attempt());
    }

    @Test
    void whoComesBackAfterByeHasNoPast() throws Exception {
        bench.desk("one");
        bench.breakAll("one");
        bench.bye("one");
        assertEquals(0, bench.counted("breakers.open"));
        bench.hello("one");
        Future<CallResult> ask = bench.ask();
        bench.answer("one", Decision.pass());
        bench.end(ask);
    }

    @Test
    void whatWasOpenToADeskThatLeftOpensNoBreaker() throws Exception {
        bench.desk("one");
        List<Future<CallResult>> asks = new ArrayList<>();
        for (int i = 0; i < 2 * CircuitBreaker.LIMIT; i++) {
            asks.add(bench.ask());
        }
        bench.bye("one").advance(BUDGET);
        for (Future<CallResult> ask : asks) {
            assertEquals(Failure.TIMEOUT, PluginCallBench.await(ask).failure());
        }
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void whoIsDroppedByANewManifestTakesItsBreakerAlong() throws Exception {
        bench.instances(0);
        for (int i = 0; i < CircuitBreaker.LIMIT; i++) {
            Future<CallResult> ask = bench.ask();
            bench.advance(BUDGET);
            bench.end(ask);
        }
        assertEquals(1, bench.counted("breakers.open"));
        bench.instances(1);
        assertEquals(0, bench.counted("breakers.open"));
        bench.bye();
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void whatWasOpenToATargetThatANewManifestDroppedOpensNoBreaker() throws Exception {
        bench.instances(0);
        List<Future<CallResult>> asks = new ArrayList<>();
        for (int i = 0; i < 2 * CircuitBreaker.LIMIT; i++) {
            asks.add(bench.ask(PluginCallBench.deliver()));
        }
        bench.instances(1).advance(BUDGET);
        for (Future<CallResult> ask : asks) {
            assertEquals(Failure.TIMEOUT, PluginCallBench.await(ask).failure());
        }
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void whoWaitsForATargetThatANewManifestDroppedIsToldThatItsNodeIsSilent() throws Exception {
        bench.instances(0);
        Future<CallResult> ask = bench.ask(PluginCallBench.deliver(), 60_000);
        bench.instances(0, 1).instances(1).pass(4);
        assertTrue(ask.isComplete(), "it would wait for all of its budget");
        assertEquals("its node has been silent for 4000 ms", bench.end(ask).reason());
    }
}
