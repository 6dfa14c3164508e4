package dev.postern.smtp.chain;

import dev.postern.contract.Decision;
import dev.postern.contract.Verdict;

/**
 * What one group's answer counts for.
 *
 * @param decision what the group said, or what its failure costs
 * @param verdict the same for observers
 */
public record GroupResult(Decision decision, Verdict verdict) {}
