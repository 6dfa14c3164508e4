package dev.postern.smtp.chain;

import dev.postern.contract.Decision;
import dev.postern.contract.Verdict;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.plugins.Failure;

/**
 * What one group's answer counts for.
 *
 * @param decision what the group said, or what its failure costs
 * @param verdict the same for observers
 */
public record GroupResult(Decision decision, Verdict verdict) {
    /**
     * @param answer one that was checked
     * @param decision that of the answer, or what its failure costs
     */
    static GroupResult of(ChainLink link, CallResult answer, Decision decision) {
        Failure failure = answer.failure();
        return new GroupResult(
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
