package dev.postern.smtp.plugins;

import dev.postern.contract.Decision;

/**
 * How one ask of one group ended.
 *
 * @param decision what was answered, or null after a failure
 * @param failure null, or why there is no decision
 * @param reason for the log, or null
 * @param instance the address asked, or null if there was none
 * @param milliseconds from the ask to its end
 * @param attempt which one was answered, or was the last: 0 is the first
 */
public record CallResult(
        Decision decision, Failure failure, String reason, String instance, double milliseconds, int attempt) {
    public static CallResult decided(Decision decision, String instance, double milliseconds) {
        return new CallResult(decision, null, null, instance, milliseconds, 0);
    }

    public static CallResult failed(Failure failure, String reason, String instance, double milliseconds) {
        return new CallResult(null, failure, reason, instance, milliseconds, 0);
    }

    /** The answer is not one that the contract allows here, for this reason. */
    public CallResult malformed(String objection) {
        return new CallResult(null, Failure.MALFORMED, objection, instance, milliseconds, attempt);
    }
}
