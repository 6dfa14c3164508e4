package dev.postern.smtp;

import static dev.postern.smtp.AskBench.BUDGET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.contract.Answers;
import dev.postern.contract.Decision;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who does not answer is left alone, but for a probe. */
class AskBreakerTest {
    private final AskBench bench = new AskBench();

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private void assertBroken() throws Exception {
        Answer answer = bench.end(bench.ask());
        assertEquals(Failure.NO_INSTANCE, answer.failure());
        assertEquals("the breaker is open: the last 5 asks got no answer", answer.reason());
    }

    /** Desk "one" has lost five asks, which "two" has answered. */
    private void breakOne() throws Exception {
        bench.desk("one").desk("two");
        while (bench.counted("breakers.open") == 0) {
            Future<Answer> ask = bench.ask();
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
        Future<Answer> probe = bench.ask();
        Answer other = AskBench.await(bench.ask());
        assertEquals(Failure.NO_INSTANCE, other.failure());

        bench.answer("one", Decision.accept());
        assertEquals(Decision.accept(), bench.end(probe).decision());
        assertEquals(0, bench.counted("breakers.open"));
        Future<Answer> next = bench.ask();
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
            assertEquals(Failure.NO_INSTANCE, AskBench.await(bench.ask()).failure());
            assertEquals(i + 1, bench.waiting("one"));
        }
        assertEquals(1, bench.counted("breakers.open"));
    }

    @Test
    void anExceptionIsAnAnswer() throws Exception {
        bench.desk("one");
        for (int i = 0; i < 20; i++) {
            Future<Answer> ask = bench.ask();
            if (i % 5 == 4) {
                bench.asked("one").fail(Answers.EXCEPTION, "disk on fire");
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
        for (int i = 0; i < Breaker.LIMIT; i++) {
            Future<Answer> ask = bench.ask();
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
            Future<Answer> ask = bench.ask();
            bench.answer("two", Decision.pass());
            assertEquals(0, bench.end(ask).attempt());
        }
        assertEquals(0, bench.waiting("one"));

        bench.advance(1_000);
        Future<Answer> probe = bench.ask();
        Future<Answer> other = bench.ask();
        bench.answer("two", Decision.pass());
        assertEquals(0, AskBench.await(other).attempt());
        assertEquals(1, bench.waiting("one"));
        bench.answer("one", Decision.accept());
        assertEquals(Decision.accept(), bench.end(probe).decision());
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void aProbeThatGetsNoAnswerIsRepeatedElsewhereAsAnyAsk() throws Exception {
        breakOne();
        bench.advance(1_000);
        Future<Answer> probe = bench.ask();
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
        Future<Answer> probe = bench.ask(AskBench.deliver(), 60_000);
        assertEquals(1, bench.waiting("one"));
        for (int i = 0; i < 3; i++) {
            bench.advance(1_000);
            Future<Answer> ask = bench.ask(AskBench.deliver());
            bench.answer("two", Decision.delivered(List.of()));
            assertEquals(0, AskBench.await(ask).attempt());
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
        Future<Answer> ask = bench.ask();
        bench.answer("two", Decision.pass());
        assertEquals(0, bench.end(ask).attempt());
        assertEquals(0, bench.waiting("one"));
    }

    @Test
    void whoIsHeardAgainAfterHisNodeWasSilentIsProbedAtOnce() throws Exception {
        breakOne();
        bench.pass(6, "two").pass(1, "one", "two");
        Future<Answer> probe = bench.ask();
        assertEquals(1, bench.waiting("one"));
        bench.answer("one", Decision.pass());
        assertEquals(0, bench.end(probe).attempt());
        assertEquals(0, bench.counted("breakers.open"));
    }

    @Test
    void whoWasNotThereForAMomentIsAskedAgainInHisTurn() throws Exception {
        bench.desk("one").desk("two").unregister("one");
        Future<Answer> missed = bench.ask();
        bench.answer("two", Decision.pass());
        assertEquals(1, bench.end(missed).attempt());
        bench.desk("one");
        Future<Answer> ask = bench.ask();
        Future<Answer> other = bench.ask();
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
        Future<Answer> ask = bench.ask();
        bench.answer("one", Decision.pass());
        bench.end(ask);
    }

    @Test
    void whatWasOpenToADeskThatLeftOpensNoBreaker() throws Exception {
        bench.desk("one");
        List<Future<Answer>> asks = new ArrayList<>();
        for (int i = 0; i < 2 * Breaker.LIMIT; i++) {
            asks.add(bench.ask());
        }
        bench.bye("one").advance(BUDGET);
        for (Future<Answer> ask : asks) {
            assertEquals(Failure.TIMEOUT, AskBench.await(ask).failure());
        }
        assertEquals(0, bench.counted("breakers.open"));
    }
}
