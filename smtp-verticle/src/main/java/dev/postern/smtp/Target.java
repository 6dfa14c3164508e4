package dev.postern.smtp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One address that can be asked: an instance on this node, or the desk of another one. */
final class Target {
    /** Rounds of turns that are made up for at most. */
    private static final int MISSED_TURNS = 4;

    private static final long DOUBT = 60_000;

    private final KnownDesk desk;
    private final String address;
    private final Breaker breaker = new Breaker();
    private final Set<Attempt> open = new HashSet<>();
    private long doubtfulUntil = Long.MIN_VALUE;
    private int loop = -1;
    private int weight = 1;
    private int credit;

    Target(KnownDesk desk, String address) {
        this.desk = desk;
        this.address = address;
    }

    /**
     * As its desk now describes it.
     *
     * @param onLoop the event loop of an instance on this node, or -1
     * @param instances that stand behind it
     */
    Target described(int onLoop, int instances) {
        loop = onLoop;
        weight = instances;
        return this;
    }

    KnownDesk desk() {
        return desk;
    }

    String address() {
        return address;
    }

    /** Whether it is an instance on this node. */
    boolean isLocal() {
        return desk.isLocal();
    }

    int loop() {
        return loop;
    }

    Breaker breaker() {
        return breaker;
    }

    /** It gave no answer in time, and may be busy with that still: others are asked rather, until it answers or a minute is over. */
    void slept(long now) {
        doubtfulUntil = now + DOUBT;
    }

    void woke() {
        doubtfulUntil = Long.MIN_VALUE;
    }

    boolean isAsleep(long now) {
        return now < doubtfulUntil;
    }

    void begin(Attempt attempt) {
        open.add(attempt);
    }

    void done(Attempt attempt) {
        open.remove(attempt);
    }

    int openAsks() {
        return open.size();
    }

    List<Attempt> open() {
        return List.copyOf(open);
    }

    /** How many asks are before a new one at the least busy instance. */
    int queue() {
        return open.size() / weight;
    }

    /**
     * Of rivals, one with the shortest queue, in turn: each gets its share by its number of instances, mixed as well as can be.
     * Who has missed turns because his queue was longer is made up for it, within bounds.
     */
    static Target inTurn(List<Target> rivals) {
        int sum = 0;
        int shortest = Integer.MAX_VALUE;
        for (Target rival : rivals) {
            sum += rival.weight;
            shortest = Math.min(shortest, rival.queue());
        }
        int most = sum * MISSED_TURNS;
        Target next = null;
        for (Target rival : rivals) {
            rival.credit = Math.min(rival.credit + rival.weight, most);
            if (rival.queue() == shortest && (next == null || rival.credit > next.credit)) {
                next = rival;
            }
        }
        next.credit = Math.max(next.credit - sum, -most);
        return next;
    }
}
