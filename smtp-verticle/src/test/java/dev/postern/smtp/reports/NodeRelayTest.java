package dev.postern.smtp.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.telemetry.ServerMetricsTest;
import dev.postern.smtp.time.VirtualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The way of facts to one other node: batches, bounds, and what becomes of those that nobody acknowledges. */
class NodeRelayTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<JsonObject> sent = new ArrayList<>();
    private final List<Promise<Void>> answers = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DropLog drops =
            new DropLog(clock, ServerMetrics.of(registry, ServerMetricsTest.options("spf"), () -> 0));
    private final NodeRelay relay = new NodeRelay("there", clock, this::send, drops);
    private int numbered;

    private void assertLost(int dropped, int unacknowledged) {
        assertEquals(dropped, counted("relay"), "dropped");
        assertEquals(unacknowledged, counted("unacknowledged"), "unacknowledged");
        assertEquals(dropped + unacknowledged, drops.total());
    }

    private int counted(String how) {
        return (int)
                registry.get("postern.told.dropped").tag("how", how).counter().count();
    }

    private Future<Void> send(JsonObject batch) {
        sent.add(batch);
        Promise<Void> answer = Promise.promise();
        answers.add(answer);
        return answer.future();
    }

    private void take(int facts) {
        take(facts, 0);
    }

    /** @param padding makes the fact longer by that many octets */
    private void take(int facts, int padding) {
        for (int i = 0; i < facts; i++) {
            relay.take(RelayBuffer.Fact.of(new JsonObject().put("n", numbered++).put("pad", "x".repeat(padding))));
        }
    }

    private List<Integer> sizes() {
        return sent.stream().map(batch -> batch.getJsonArray("facts").size()).toList();
    }

    private List<Integer> numbers() {
        return sent.stream()
                .flatMap(batch -> batch.getJsonArray("facts").stream())
                .map(fact -> ((JsonObject) fact).getInteger("n"))
                .toList();
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void aFewFactsAreSentTogetherOnceTheFirstHasWaitedLongEnough() {
        take(1);
        clock.advance(NodeRelay.LINGER - 1);
        take(2);
        assertEquals(List.of(), sent);
        clock.advance(1);
        assertEquals(List.of(3), sizes());
        assertEquals(1, sent.get(0).getInteger("v"));
    }

    @Test
    void aFullBatchIsSentAtOnceAndTheRestInTime() {
        take(RelayBuffer.BATCH_FACTS + 1);
        assertEquals(List.of(RelayBuffer.BATCH_FACTS), sizes());
        clock.advance(NodeRelay.LINGER);
        assertEquals(List.of(RelayBuffer.BATCH_FACTS, 1), sizes());
        assertEquals(upTo(RelayBuffer.BATCH_FACTS + 1), numbers());
    }

    @Test
    void noBatchIsLongerThanItMayBeUnlessOneFactAloneIs() {
        take(20, 10_000);
        take(1, 100_000);
        take(20, 10_000);
        answerAll();
        clock.advance(NodeRelay.LINGER);
        answerAll();
        assertEquals(upTo(41), numbers());
        for (JsonObject batch : sent) {
            int octets = batch.toBuffer().length();
            int facts = batch.getJsonArray("facts").size();
            assertTrue(octets <= RelayBuffer.BATCH_OCTETS || facts == 1, facts + " facts of " + octets + " octets");
        }
        assertTrue(sizes().contains(6), "batches are filled: " + sizes());
        assertLost(0, 0);
    }

    @Test
    void noMoreThanAWindowIsUnacknowledgedAndTheRestWaits() {
        take(RelayBuffer.BATCH_FACTS * (NodeRelay.WINDOW + 2));
        assertEquals(NodeRelay.WINDOW, sent.size());
        answers.get(3).complete();
        assertEquals(NodeRelay.WINDOW + 1, sent.size());
        answers.get(0).complete();
        assertEquals(upTo(RelayBuffer.BATCH_FACTS * (NodeRelay.WINDOW + 2)), numbers());
        assertLost(0, 0);
    }

    @Test
    void whatIsBeyondTheBoundIsDroppedAndCountedAndThereIsRoomAgainAfterAnAnswer() {
        take(RelayBuffer.FACT_LIMIT);
        assertFalse(relay.hasRoom());
        take(2);
        assertLost(2, 0);
        answers.get(0).complete();
        assertTrue(relay.hasRoom());
        take(RelayBuffer.BATCH_FACTS);
        assertFalse(relay.hasRoom());
        assertLost(2, 0);
    }

    @Test
    void longFactsAreBoundedInOctets() {
        take(RelayBuffer.FACT_LIMIT, 50_000);
        long kept = RelayBuffer.FACT_LIMIT - counted("relay");
        assertEquals(RelayBuffer.OCTET_LIMIT / 50_000 + 1, kept);
        answers.get(0).complete();
        assertTrue(relay.hasRoom());
    }

    @Test
    void aBatchWithoutAnswerCountsAsLostAndMakesRoom() {
        take(RelayBuffer.FACT_LIMIT);
        clock.advance(NodeRelay.ACKNOWLEDGED_WITHIN - 1);
        assertLost(0, 0);
        clock.advance(1);
        assertLost(0, NodeRelay.WINDOW * RelayBuffer.BATCH_FACTS);
        assertTrue(relay.hasRoom());
        assertEquals(upTo(RelayBuffer.FACT_LIMIT), numbers());
    }

    @Test
    void anAnswerThatIsTooLateChangesNothing() {
        take(RelayBuffer.BATCH_FACTS);
        clock.advance(NodeRelay.ACKNOWLEDGED_WITHIN);
        answers.get(0).complete();
        assertLost(0, RelayBuffer.BATCH_FACTS);
        take(RelayBuffer.BATCH_FACTS * (NodeRelay.WINDOW + 1));
        assertEquals(1 + NodeRelay.WINDOW, sent.size());
    }

    @Test
    void aFailureIsALossToo() {
        take(RelayBuffer.BATCH_FACTS);
        answers.get(0).fail("nobody listens at the address");
        assertLost(0, RelayBuffer.BATCH_FACTS);
        assertEquals(0, clock.alarms());
    }

    @Test
    void whatIsAcknowledgedLeavesNoAlarm() {
        take(3);
        clock.advance(NodeRelay.LINGER);
        answerAll();
        assertEquals(0, clock.alarms());
        take(1);
        clock.advance(NodeRelay.LINGER);
        answerAll();
        assertEquals(List.of(3, 1), sizes());
        assertEquals(0, clock.alarms());
    }

    @Test
    void finishingSendsWhatWaitsAndAwaitsTheAnswer() {
        take(3);
        Future<Void> finished = relay.finish();
        assertEquals(List.of(3), sizes());
        assertFalse(finished.isComplete());
        take(1);
        assertLost(1, 0);
        answerAll();
        assertTrue(finished.succeeded());
        assertEquals(0, clock.alarms());
    }

    @Test
    void finishingWaitsNoLongerThanForAnAnswer() {
        take(RelayBuffer.FACT_LIMIT);
        Future<Void> finished = relay.finish();
        int beyond = RelayBuffer.FACT_LIMIT - NodeRelay.WINDOW * RelayBuffer.BATCH_FACTS;
        assertLost(beyond, 0);
        clock.advance(NodeRelay.ACKNOWLEDGED_WITHIN);
        assertTrue(finished.succeeded());
        assertEquals(0, clock.alarms());
    }

    @Test
    void aRelayWithNothingToSendIsFinishedAtOnce() {
        assertTrue(relay.finish().succeeded());
        assertEquals(List.of(), sent);
    }

    private void answerAll() {
        for (int i = 0; i < answers.size(); i++) {
            answers.get(i).tryComplete();
        }
    }
}
