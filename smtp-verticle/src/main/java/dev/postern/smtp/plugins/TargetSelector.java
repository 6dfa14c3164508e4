package dev.postern.smtp.plugins;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses which target is asked: an instance on the asking event loop, one on this node, the node with the fewest open asks for
 * each instance; then those that gave no answer of late, and last those that are suspected of being gone. Equals are asked in turn,
 * each as often as it has instances, as evenly mixed as possible.
 */
final class TargetSelector {
    /** How many rounds of missed turns are made up for at most. */
    private static final int MISSED_TURNS = 4;

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::standing)
            .thenComparingInt(Candidate::queue)
            .thenComparing(Comparator.comparingInt(Candidate::due).reversed());
    /** For events that are not answered: a target with an open breaker comes last, as there is no answer that could close it. */
    private static final Comparator<Candidate> FREE_FIRST =
            Comparator.comparing(Candidate::access).thenComparing(BEST_FIRST);

    private TargetSelector() {}

    /**
     * Those who can be asked, in the order in which they should be. A target whose breaker is open is there if it is time to
     * probe it: at the first place if it would be there with its breaker closed, else behind all others.
     *
     * @param act whether the ask is one that is not repeated: what gets no answer is lost, and so it probes only where nothing
     *     else is open
     * @param repeat whether another target was asked in vain: then a probe comes behind all others
     */
    static List<Candidate> order(List<Candidate> candidates, boolean act, boolean repeat) {
        List<Candidate> order = new ArrayList<>(candidates.size());
        List<Candidate> probes = new ArrayList<>(0);
        for (Candidate candidate : candidates) {
            if (candidate.access() == Candidate.Access.FREE) {
                order.add(candidate);
            } else if (candidate.access() == Candidate.Access.PROBE && !(act && candidate.open() > 0)) {
                probes.add(candidate);
            }
        }
        order.sort(BEST_FIRST);
        if (!repeat && !order.isEmpty() && !probes.isEmpty()) {
            probeFirst(order, probes);
        }
        order.addAll(probes);
        return order;
    }

    private static void probeFirst(List<Candidate> order, List<Candidate> probes) {
        Target.Standing best = order.get(0).standing();
        for (Candidate probe : probes) {
            if (probe.standing().compareTo(best) <= 0) {
                probes.remove(probe);
                order.add(0, probe);
                return;
            }
        }
    }

    /** All of them, the best first, for an event that is not answered. */
    static List<Candidate> toInform(List<Candidate> candidates) {
        List<Candidate> order = new ArrayList<>(candidates);
        order.sort(FREE_FIRST);
        return order;
    }

    /** Whether any of them may not be asked for this reason. */
    static boolean isAny(List<Candidate> candidates, Candidate.Access access) {
        for (Candidate candidate : candidates) {
            if (candidate.access() == access) {
                return true;
            }
        }
        return false;
    }

    /** The first of an order is asked. */
    static Target take(List<Candidate> order, long now) {
        Candidate first = order.get(0);
        if (first.access() == Candidate.Access.PROBE) {
            first.target().breaker().probe(now);
        } else {
            takeTurn(order);
        }
        return first.target();
    }

    /**
     * The first has its turn among its equals, and each gets its share of it. Turns that a target has missed because its queue was
     * longer are made up for, within bounds.
     */
    static Target takeTurn(List<Candidate> order) {
        Candidate first = order.get(0);
        int equals = 0;
        int sum = 0;
        while (equals < order.size()
                && order.get(equals).standing() == first.standing()
                && order.get(equals).access() == first.access()) {
            sum += order.get(equals).weight();
            equals++;
        }
        int most = sum * MISSED_TURNS;
        for (Candidate equal : order.subList(0, equals)) {
            equal.target().credit(Math.min(equal.due(), most));
        }
        first.target().credit(Math.max(Math.min(first.due(), most) - sum, -most));
        return first.target();
    }
}
