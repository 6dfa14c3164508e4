package dev.postern.smtp.plugins;

import static dev.postern.smtp.plugins.PluginCallBench.BUDGET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.contract.Decision;
import dev.postern.contract.wire.AskErrors;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked again, where, and when. */
class PluginCallTest {
    private static final String ONE = "smtp.ask.spf.one";
    private static final String TWO = "smtp.ask.spf.two";

    private final PluginCallBench bench = new PluginCallBench();

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    /** Two desks; the first in turn is "one". */
    private void two() throws Exception {
        bench.desk("one").desk("two");
    }

    private static Decision delivered() {
        return Decision.delivered(List.of());
    }

    @Test
    void theFirstHasSixtyPercentOfTheTimeThenAnotherIsAskedTheSame() throws Exception {
        two();
        Future<CallResult> ask = bench.ask();
        JsonObject first = bench.asked("one").body();
        bench.advance(2_999);
        assertEquals(0, bench.waiting("two"));
        bench.advance(1);
        Message<JsonObject> second = bench.asked("two");

        assertEquals(0, first.getInteger("attempt"));
        assertEquals(5_000, first.getLong("budget"));
        assertEquals(first.copy().put("attempt", 1).put("budget", 2_000L), second.body());
        second.reply(Decision.accept().toJson());
        CallResult answer = bench.end(ask);
        assertEquals(Decision.accept(), answer.decision());
        assertEquals(1, answer.attempt());
        assertEquals(TWO, answer.instance());
        assertEquals(1, bench.counted("asks.repeated"));
    }

    @Test
    void theSecondHasTheRestAndThereIsNoThird() throws Exception {
        two();
        bench.desk("three");
        Future<CallResult> ask = bench.ask();
        bench.asked("one");
        bench.advance(3_000);
        assertEquals(2_000, bench.asked("two").body().getLong("budget"));
        bench.advance(1_999);
        assertFalse(ask.isComplete());
        assertEquals(0, bench.waiting("three"), "two of them gave no answer in time");
        bench.advance(1);

        CallResult answer = bench.end(ask);
        assertEquals(Failure.TIMEOUT, answer.failure());
        assertEquals("no answer within 5000 ms", answer.reason());
        assertEquals(1, answer.attempt());
        assertEquals("smtp.ask.spf.two", answer.instance());
    }

    @Test
    void whoIsAloneHasAllOfTheTime() throws Exception {
        bench.desk("one");
        Future<CallResult> ask = bench.ask();
        bench.advance(BUDGET - 1);
        bench.answer("one", Decision.pass());
        assertEquals(Decision.pass(), bench.end(ask).decision());
        assertEquals(0, bench.counted("asks.repeated"));
    }

    @Test
    void theFirstMayAnswerWhileTheSecondIsAsked() throws Exception {
        two();
        Future<CallResult> ask = bench.ask();
        Message<JsonObject> first = bench.asked("one");
        bench.advance(3_000);
        Message<JsonObject> second = bench.asked("two");
        first.reply(Decision.discard().toJson());
        CallResult answer = bench.end(ask);
        assertEquals(Decision.discard(), answer.decision());
        assertEquals(0, answer.attempt());
        assertEquals(ONE, answer.instance());

        second.reply(Decision.accept().toJson());
        bench.settle();
        assertEquals(Decision.discard(), bench.end(ask).decision());
        assertEquals(1, bench.counted("answers.late"));
    }

    @Test
    void theFirstMayNotFailWhileTheSecondIsAsked() throws Exception {
        two();
        Future<CallResult> ask = bench.ask();
        Message<JsonObject> first = bench.asked("one");
        bench.advance(3_000);
        first.fail(AskErrors.EXCEPTION, "disk on fire");
        bench.settle();
        assertFalse(ask.isComplete());
        assertEquals(1, bench.counted("answers.late"));
        bench.answer("two", Decision.accept());
        assertEquals(Decision.accept(), bench.end(ask).decision());
    }

    @Test
    void whatGotAnAnswerIsNotRepeatedWhateverTheAnswerIs() throws Exception {
        two();
        for (String node : List.of("one", "two")) {
            Future<CallResult> ask = bench.ask();
            bench.asked(node).fail(AskErrors.EXCEPTION, "disk on fire");
            assertEquals(Failure.EXCEPTION, bench.end(ask).failure());
        }
        for (String node : List.of("one", "two")) {
            Future<CallResult> ask = bench.ask();
            bench.asked(node).reply(new JsonObject().put("decision", "perhaps"));
            assertEquals(Failure.MALFORMED, bench.end(ask).failure());
        }
        assertEquals(0, bench.waiting("one") + bench.waiting("two"));
        assertEquals(0, bench.counted("asks.repeated"));
    }

    @Test
    void whereNobodyIsAnyMoreIsNotWaitedFor() throws Exception {
        two();
        bench.unregister("one");
        Future<CallResult> ask = bench.ask();
        Message<JsonObject> second = bench.asked("two");
        assertEquals(1, second.body().getInteger("attempt"));
        second.reply(Decision.pass().toJson());
        assertEquals(1, bench.end(ask).attempt());
    }

    @Test
    void whereNobodyIsAnywhereTheAskEndsAtOnce() throws Exception {
        two();
        bench.unregister("one").unregister("two");
        CallResult answer = bench.end(bench.ask());
        assertEquals(Failure.NO_INSTANCE, answer.failure());
        assertEquals(1, answer.attempt());
    }

    @Test
    void whoeverIsStillSilentIsAwaitedWhereTheOthersAreGone() throws Exception {
        two();
        Future<CallResult> ask = bench.ask();
        Message<JsonObject> first = bench.asked("one");
        bench.unregister("two");
        bench.advance(3_000);
        bench.settle();
        bench.advance(1_000);
        first.reply(Decision.pass().toJson());
        assertEquals(Decision.pass(), bench.end(ask).decision());
    }

    @Test
    void aDeliverHasOneTargetAndAllOfTheTime() throws Exception {
        two();
        Future<CallResult> ask = bench.ask(PluginCallBench.deliver());
        Message<JsonObject> first = bench.asked("one");
        bench.advance(BUDGET - 1);
        assertEquals(0, bench.waiting("two"));
        assertFalse(ask.isComplete());
        bench.advance(1);
        assertEquals(Failure.TIMEOUT, bench.end(ask).failure());
        assertEquals(0, bench.waiting("two"));

        first.reply(delivered().toJson());
        bench.settle();
        assertEquals(1, bench.counted("answers.late"));
        assertEquals(1, bench.counted("deliveries.late"));
    }

    @Test
    void aDeliverThatNobodyHasGotIsAskedElsewhere() throws Exception {
        two();
        bench.unregister("one");
        Future<CallResult> ask = bench.ask(PluginCallBench.deliver());
        bench.answer("two", delivered());
        assertEquals(delivered(), bench.end(ask).decision());
    }

    @Test
    void aSecondReplyToTheSameAskIsNothing() throws Exception {
        bench.desk("one");
        Future<CallResult> ask = bench.ask();
        Message<JsonObject> message = bench.asked("one");
        message.reply(Decision.accept().toJson());
        message.reply(Decision.discard().toJson());
        message.fail(AskErrors.EXCEPTION, "twice");
        bench.settle();
        assertEquals(Decision.accept(), bench.end(ask).decision());
        assertEquals(0, bench.counted("answers.late"));
    }

    @Test
    void lateFailuresAreCountedAndChangeNothing() throws Exception {
        bench.desk("one");
        List<Message<JsonObject>> asks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Future<CallResult> ask = bench.ask();
            asks.add(bench.asked("one"));
            bench.advance(BUDGET);
            assertEquals(Failure.TIMEOUT, bench.end(ask).failure());
        }
        asks.get(0).reply(Decision.accept().toJson());
        asks.get(1).reply("nonsense");
        asks.get(2).fail(AskErrors.EXCEPTION, "disk on fire");
        bench.settle();
        assertEquals(3, bench.counted("answers.late"));
        assertEquals(0, bench.counted("asks.open"));
    }

    @Test
    void whatIsOpenToANodeThatFallsSilentIsAskedElsewhereAtOnce() throws Exception {
        two();
        Future<CallResult> ask = bench.ask(PluginCallBench.data(), 60_000);
        bench.asked("one");
        bench.pass(3, "two");
        assertEquals(0, bench.waiting("two"));
        bench.pass(1, "two");
        assertEquals(60_000 - 4_000, bench.asked("two").body().getLong("budget"));
        bench.pass(8, "two");
        assertEquals(0, bench.waiting("two"), "asked twice");
        assertFalse(ask.isComplete());
        bench.advance(60_000);
        assertEquals(Failure.TIMEOUT, bench.end(ask).failure());
    }

    @Test
    void aDeliverToANodeThatFallsSilentHasNoAnswer() throws Exception {
        two();
        Future<CallResult> ask = bench.ask(PluginCallBench.deliver(), 60_000);
        bench.asked("one");
        bench.pass(3, "two");
        assertFalse(ask.isComplete());
        bench.pass(1, "two");
        CallResult answer = bench.end(ask);
        assertEquals(Failure.TIMEOUT, answer.failure());
        assertEquals("its node has been silent for 4000 ms", answer.reason());
        assertEquals(0, bench.waiting("two"));
    }

    @Test
    void aDeliverToWhoIsForgottenIsNotAskedElsewhereEither() throws Exception {
        bench.desk("one").pass(4);
        Future<CallResult> ask = bench.ask(PluginCallBench.deliver(), 60_000);
        bench.asked("one");
        bench.desk("two").pass(6, "two");
        assertFalse(ask.isComplete());
        bench.pass(1, "two");
        assertEquals(Failure.TIMEOUT, bench.end(ask).failure());
        assertEquals(0, bench.waiting("two"));
    }

    @Test
    void whoIsSilentAndAloneIsWaitedForUntilHeIsForgotten() throws Exception {
        bench.desk("one");
        Future<CallResult> ask = bench.ask(PluginCallBench.data(), 60_000);
        bench.asked("one");
        bench.pass(10);
        assertFalse(ask.isComplete());
        bench.pass(1);
        assertEquals(Failure.NO_INSTANCE, bench.end(ask).failure());
    }

    @Test
    void aDeskThatSaysByeStillAnswersHoweverSilentItIs() throws Exception {
        two();
        Future<CallResult> ask = bench.ask(PluginCallBench.deliver(), 60_000);
        Message<JsonObject> first = bench.asked("one");
        bench.bye("one").pass(30, "two");
        assertFalse(ask.isComplete());
        first.reply(delivered().toJson());
        assertEquals(delivered(), bench.end(ask).decision());
    }

    @Test
    void aDeskWithTooManyOpenAsksIsPassedOver() throws Exception {
        bench.desk("one");
        List<Future<CallResult>> open = new ArrayList<>();
        for (int i = 0; i < GroupNode.OPEN_LIMIT; i++) {
            open.add(bench.ask());
        }
        assertEquals(Failure.OVERLOAD, PluginCallBench.await(bench.ask()).failure());
        bench.desk("two");
        Future<CallResult> more = bench.ask();
        bench.answer("two", Decision.pass());
        assertEquals(TWO, PluginCallBench.await(more).instance());
        assertEquals(2, bench.counted("asks.overloaded"));
        for (Future<CallResult> ask : open) {
            bench.asked("one").reply(Decision.pass().toJson());
            PluginCallBench.await(ask);
        }
        bench.end(open.get(0));
    }

    @Test
    void whoIsToBeInformedIsFoundEvenIfHeDoesNotAnswer() throws Exception {
        bench.desk("one");
        bench.breakAll("one");
        bench.send(PluginCallBench.data());
        assertEquals("data", bench.asked("one").body().getString("stage"));
    }
}
