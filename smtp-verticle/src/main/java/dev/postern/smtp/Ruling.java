package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Verdict;

/**
 * What one group's answer counts for.
 *
 * @param decision what the group said, or what its failure costs
 * @param verdict the same for observers
 */
record Ruling(Decision decision, Verdict verdict) {
    /** The answer must have been checked; a failure gets its price and its log line. */
    static Ruling of(Link link, Event event, Answer answer) {
        Failure failure = answer.failure();
        Decision decision =
                failure == null ? answer.decision() : failure.price(link, event.stage(), event.connection(), answer);
        return new Ruling(
                decision,
                new Verdict(
                        link.group(),
                        answer.instance(),
                        decision.kind().key(),
                        answer.milliseconds(),
                        answer.attempt(),
                        failure == null ? null : failure.key()));
    }

    boolean isFailure() {
        return verdict.failure() != null;
    }
}
