package dev.postern.smtp.chain;

import dev.postern.smtp.options.ChainLink;
import java.util.List;
import java.util.Set;

/**
 * Who of a chain takes part in one stage. Taken once at the beginning of a run: a group that declares something else meanwhile
 * counts from the next run on.
 *
 * @param tiers who is to be asked, or informed, tier by tier
 * @param overlaps whether several occasions of the stage may be open at once on one connection
 * @param serial the groups that even then take the asks of one connection one by one
 */
public record StagePlan(List<List<ChainLink>> tiers, boolean overlaps, Set<String> serial) {}
