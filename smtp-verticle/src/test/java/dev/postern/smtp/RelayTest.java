package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The way of facts to one other node: batches, bounds, and what becomes of those that nobody acknowledges. */
class RelayTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<JsonObject> sent = new ArrayList<>();
    private final List<Promise<Void>> answers = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private final Relay relay = new Relay("there", clock, this::post, new RelayListener() {
        @Override
        public void dropped(String node, int facts) {
            losses.add(node + " dropped " + facts);
        }

        @Override
        public void unacknowledged(String node, int facts) {
            losses.add(node + " unacknowledged " + facts);
        }
    });
    private int numbered;

    private Future<Void> post(JsonObject batch) {
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
            relay.take(Backlog.Fact.of(new JsonObject().put("n", numbered++).put("pad", "x".repeat(padding))));
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
        clock.advance(Relay.LINGER - 1);
        take(2);
        assertEquals(List.of(), sent);
        clock.advance(1);
        assertEquals(List.of(3), sizes());
        assertEquals(1, sent.get(0).getInteger("v"));
    }

    @Test
    void aFullBatchIsSentAtOnceAndTheRestInTime() {
        take(Backlog.BATCH_FACTS + 1);
        assertEquals(List.of(Backlog.BATCH_FACTS), sizes());
        clock.advance(Relay.LINGER);
        assertEquals(List.of(Backlog.BATCH_FACTS, 1), sizes());
        assertEquals(upTo(Backlog.BATCH_FACTS + 1), numbers());
    }

    @Test
    void noBatchIsLongerThanItMayBeUnlessOneFactAloneIs() {
        take(20, 10_000);
        take(1, 100_000);
        take(20, 10_000);
        answerAll();
        clock.advance(Relay.LINGER);
        answerAll();
        assertEquals(upTo(41), numbers());
        for (JsonObject batch : sent) {
            int octets = batch.toBuffer().length();
            int facts = batch.getJsonArray("facts").size();
            assertTrue(octets <= Backlog.BATCH_OCTETS || facts == 1, facts + " facts of " + octets + " octets");
        }
        assertTrue(sizes().contains(6), "batches are filled: " + sizes());
        assertEquals(List.of(), losses);
    }

    @Test
    void noMoreThanAWindowIsUnacknowledgedAndTheRestWaits() {
        take(Backlog.BATCH_FACTS * (Relay.WINDOW + 2));
        assertEquals(Relay.WINDOW, sent.size());
        answers.get(3).complete();
        assertEquals(Relay.WINDOW + 1, sent.size());
        answers.get(0).complete();
        assertEquals(upTo(Backlog.BATCH_FACTS * (Relay.WINDOW + 2)), numbers());
        assertEquals(List.of(), losses);
    }

    @Test
    void whatIsBeyondTheBoundIsDroppedAndCountedAndThereIsRoomAgainAfterAnAnswer() {
        take(Backlog.FACT_LIMIT);
        assertFalse(relay.hasRoom());
        take(2);
        assertEquals(List.of("there dropped 1", "there dropped 1"), losses);
        answers.get(0).complete();
        assertTrue(relay.hasRoom());
        take(Backlog.BATCH_FACTS);
        assertFalse(relay.hasRoom());
        assertEquals(2, losses.size());
    }

    @Test
    void longFactsAreBoundedInOctets() {
        take(Backlog.FACT_LIMIT, 50_000);
        long kept = Backlog.FACT_LIMIT - losses.size();
        assertEquals(Backlog.OCTET_LIMIT / 50_000 + 1, kept);
        answers.get(0).complete();
        assertTrue(relay.hasRoom());
    }

    @Test
    void aBatchWithoutAnswerCountsAsLostAndMakesRoom() {
        take(Backlog.FACT_LIMIT);
        clock.advance(Relay.ACKNOWLEDGED_WITHIN - 1);
        assertEquals(List.of(), losses);
        clock.advance(1);
        assertEquals(Relay.WINDOW, losses.size());
        assertEquals("there unacknowledged " + Backlog.BATCH_FACTS, losses.get(0));
        assertTrue(relay.hasRoom());
        assertEquals(upTo(Backlog.FACT_LIMIT), numbers());
    }

    @Test
    void anAnswerThatIsTooLateChangesNothing() {
        take(Backlog.BATCH_FACTS);
        clock.advance(Relay.ACKNOWLEDGED_WITHIN);
        answers.get(0).complete();
        assertEquals(List.of("there unacknowledged " + Backlog.BATCH_FACTS), losses);
        take(Backlog.BATCH_FACTS * (Relay.WINDOW + 1));
        assertEquals(1 + Relay.WINDOW, sent.size());
    }

    @Test
    void aFailureIsALossToo() {
        take(Backlog.BATCH_FACTS);
        answers.get(0).fail("nobody listens at the address");
        assertEquals(List.of("there unacknowledged " + Backlog.BATCH_FACTS), losses);
        assertEquals(0, clock.alarms());
    }

    @Test
    void whatIsAcknowledgedLeavesNoAlarm() {
        take(3);
        clock.advance(Relay.LINGER);
        answerAll();
        assertEquals(0, clock.alarms());
        take(1);
        clock.advance(Relay.LINGER);
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
        assertEquals(List.of("there dropped 1"), losses);
        answerAll();
        assertTrue(finished.succeeded());
        assertEquals(0, clock.alarms());
    }

    @Test
    void finishingWaitsNoLongerThanForAnAnswer() {
        take(Backlog.FACT_LIMIT);
        Future<Void> finished = relay.finish();
        int beyond = Backlog.FACT_LIMIT - Relay.WINDOW * Backlog.BATCH_FACTS;
        assertEquals(List.of("there dropped " + beyond), losses);
        clock.advance(Relay.ACKNOWLEDGED_WITHIN);
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
