package dev.postern.testkit;

import dev.postern.contract.ConnectionData;
import dev.postern.contract.EventHeader;
import java.time.Duration;
import java.time.Instant;

/**
 * When a plugin is asked, and how long it has. Immutable.
 *
 * @param sequence numbers the occasions of the connection, or 0 for the next number
 * @param round counts from 0, one more after each {@code retry}
 * @param attempt counts from 0, one more each time the same question is asked again because it had no answer
 * @param budget milliseconds to answer, or 0 for what a server gives: 5 s, at {@code content} and {@code deliver} 60 s
 * @param time when the occasion began, in milliseconds since 1970-01-01T00:00Z, or 0 for the tester's time
 */
public record AskContext(long sequence, int round, int attempt, long budget, long time) {
    /** The next occasion, now. */
    public static final AskContext NEXT = new AskContext(0, 0, 0, 0, 0);

    public AskContext {
        if (sequence < 0 || round < 0 || attempt < 0 || budget < 0) {
            throw new IllegalArgumentException("sequence " + sequence + ", round " + round + ", attempt " + attempt
                    + ", budget " + budget + " ms, expected 0 or more");
        }
    }

    /** The occasion of this number. */
    public AskContext numbered(long number) {
        return new AskContext(number, round, attempt, budget, time);
    }

    /** As {@link EventScene#withTime}. */
    public AskContext at(Instant instant) {
        return new AskContext(sequence, round, attempt, budget, instant.toEpochMilli());
    }

    /** As {@link EventScene#withBudget}. */
    public AskContext within(Duration milliseconds) {
        return new AskContext(sequence, round, attempt, milliseconds.toMillis(), time);
    }

    /** As {@link EventScene#withRound}. */
    public AskContext inRound(int number) {
        return new AskContext(sequence, number, attempt, budget, time);
    }

    /** As {@link EventScene#withAttempt}. */
    public AskContext afterFailures(int count) {
        return new AskContext(sequence, round, count, budget, time);
    }

    EventHeader.Id occasion(String connection, String transaction) {
        return new EventHeader.Id(connection, transaction, sequence, round, time);
    }

    EventHeader.Ask turn() {
        return new EventHeader.Ask(attempt, budget, null, null, ConnectionData.NONE);
    }
}
