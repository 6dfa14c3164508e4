package dev.postern.smtp.plugins;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One address that can be asked: an instance on this node, or a group's desk on another one. */
final class Target {
    private static final long DOUBT = 60_000;

    private final String address;
    private final boolean local;
    private final CircuitBreaker breaker = new CircuitBreaker();
    private final Set<Caller> open = new HashSet<>();
    private long doubtfulUntil = Long.MIN_VALUE;
    private int loop = -1;
    private int weight = 1;
    private int credit;
    private boolean left;

    /** How good a target is, by where it is and how it has answered of late; the best first. */
    enum Standing {
        OWN_LOOP,
        OWN_NODE,
        OTHER_NODE,
        /** It gave no answer in time. */
        UNANSWERING,
        /** Its node is suspected of being gone. */
        SUSPECTED
    }

    /** One that waits for its answer. */
    interface Caller {
        /** Its node is suspected of being gone; it may come back. */
        void silent(String why);

        /** Its node has been silent for so long that it is taken for gone. */
        void gone(String why);
    }

    /** @param local whether it is an instance on this node */
    Target(String address, boolean local) {
        this.address = address;
        this.local = local;
    }

    /**
     * As its node now describes it.
     *
     * @param onLoop the event loop of an instance on this node, or -1
     * @param instances that stand behind it
     */
    Target described(int onLoop, int instances) {
        loop = onLoop;
        weight = instances;
        return this;
    }

    String address() {
        return address;
    }

    /** Whether it is an instance on this node. */
    boolean isLocal() {
        return local;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    /** As far as itself is concerned. Whether one with an open breaker answers again is for a probe to find out. */
    Standing standing(int askingLoop, long now) {
        if (now < doubtfulUntil && !breaker.isOpen()) {
            return Standing.UNANSWERING;
        }
        if (!local) {
            return Standing.OTHER_NODE;
        }
        return loop == askingLoop ? Standing.OWN_LOOP : Standing.OWN_NODE;
    }

    /** It gave no answer in time, and may be busy with that still: others are asked rather, until it answers or a minute is over. */
    void timedOut(long now) {
        doubtfulUntil = now + DOUBT;
    }

    /** Nothing is held against it any more. */
    void answersAgain() {
        doubtfulUntil = Long.MIN_VALUE;
    }

    /** Instances that stand behind it. */
    int weight() {
        return weight;
    }

    int credit() {
        return credit;
    }

    /** What its next turns are counted from ({@link TargetSelector#takeTurn}). */
    void credit(int turns) {
        credit = turns;
    }

    void begin(Caller caller) {
        open.add(caller);
    }

    void done(Caller caller) {
        open.remove(caller);
    }

    int openAsks() {
        return open.size();
    }

    List<Caller> open() {
        return List.copyOf(open);
    }

    /** It is not asked any more. */
    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
    }
}
