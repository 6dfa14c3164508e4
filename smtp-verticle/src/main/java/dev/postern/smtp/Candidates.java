package dev.postern.smtp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The targets that could be asked at one moment, in the order of choice: an instance on the asking event loop, one on this node,
 * the desk with the fewest open asks for each instance, ties in turn; who gave no answer of late comes behind them, and who is
 * suspected of being gone last. An open breaker keeps a target out, unless it is time to probe and the target would be next if
 * it were closed.
 */
final class Candidates {
    private static final int NOBODY = Integer.MAX_VALUE;

    private final int loop;
    private final long now;
    private final long fresh;
    private final List<Target> ready = new ArrayList<>(2);
    private final List<Target> broken = new ArrayList<>(0);
    private final List<Target> full = new ArrayList<>(0);

    /**
     * @param loop the event loop that asks
     * @param fresh who was not heard since is suspected
     */
    Candidates(int loop, long now, long fresh) {
        this.loop = loop;
        this.now = now;
        this.fresh = fresh;
    }

    void add(KnownDesk desk, Collection<Target> tried) {
        boolean overloaded = desk.isFull();
        for (Target target : desk.targets()) {
            if (!tried.contains(target)) {
                (overloaded ? full : target.breaker().isOpen() ? broken : ready).add(target);
            }
        }
    }

    /** Whether somebody was passed over as too many asks are open to him. */
    boolean overloaded() {
        return !full.isEmpty();
    }

    /** Whether somebody's breaker is open. */
    boolean broken() {
        return !broken.isEmpty();
    }

    /**
     * Whether {@link #next} has one.
     *
     * @param act whether the ask is an act, which is not repeated
     */
    boolean isAny(boolean act) {
        return !ready.isEmpty() || probe(act, NOBODY) != null;
    }

    /** Whom to ask first, or null. */
    Target first(boolean act) {
        return probeOr(act, best());
    }

    /** Whom to ask after another one gave no answer, or null; a probe only if there is nobody else. */
    Target next(boolean act) {
        int best = best();
        return probeOr(act, best == NOBODY ? NOBODY : -1);
    }

    /** Whom to inform, or null: what is not answered is no probe, and is told even where nobody has answered of late. */
    Target anybody() {
        if (ready.isEmpty()) {
            ready.addAll(broken.isEmpty() ? full : broken);
        }
        return inTurn(best());
    }

    private Target probeOr(boolean act, int worst) {
        Target probe = probe(act, worst);
        if (probe == null) {
            return inTurn(best());
        }
        probe.breaker().probe(now);
        return probe;
    }

    /** An act that gets no answer is lost: it probes only where no other one is still waiting. */
    private Target probe(boolean act, int worst) {
        for (Target target : broken) {
            if (target.breaker().isDue(now) && nearness(target) <= worst && !(act && target.openAsks() > 0)) {
                return target;
            }
        }
        return null;
    }

    private Target inTurn(int best) {
        ready.removeIf(target -> rank(target) != best);
        return ready.isEmpty() ? null : Target.inTurn(ready);
    }

    private int best() {
        int best = NOBODY;
        for (Target target : ready) {
            best = Math.min(best, rank(target));
        }
        return best;
    }

    private int rank(Target target) {
        boolean heard = target.desk().heard() >= fresh;
        return heard && target.isAsleep(now) ? 3 : nearness(target);
    }

    /** The same, whether it answers or not: that is for a probe to find out. */
    private int nearness(Target target) {
        if (target.desk().heard() < fresh) {
            return 4;
        }
        if (!target.isLocal()) {
            return 2;
        }
        return target.loop() == loop ? 0 : 1;
    }
}
