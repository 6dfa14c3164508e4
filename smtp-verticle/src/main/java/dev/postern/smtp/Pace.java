package dev.postern.smtp;

/** How fast a message comes. Time in which the server itself holds the client back is not the client's. */
final class Pace {
    /** Only after this time an average says something. */
    private static final long GRACE = 60_000;

    private final Clock clock;
    private final int leastRate;
    private final long limit;
    private long began;
    private long octets;
    private long held;
    private long heldSince;
    private boolean holding;

    /**
     * @param leastRate octets a second on average, or 0
     * @param limit milliseconds for the whole message, held back or not
     */
    Pace(Clock clock, int leastRate, long limit) {
        this.clock = clock;
        this.leastRate = leastRate;
        this.limit = limit;
    }

    /** The client may send a message now. */
    void begin() {
        began = clock.now();
        octets = 0;
        held = 0;
        heldSince = began;
    }

    /** So much more of it has come. */
    void came(int more) {
        octets += more;
    }

    /** Whether the server reads nothing from the client for now. */
    void hold(boolean on) {
        if (on && !holding) {
            heldSince = clock.now();
        } else if (holding && !on) {
            held += clock.now() - heldSince;
        }
        holding = on;
    }

    /** The server stood still for so many milliseconds, which do not count. */
    void excuse(long milliseconds) {
        began = Math.min(clock.now(), began + milliseconds);
        heldSince = Math.min(clock.now(), heldSince + milliseconds);
    }

    /** Whether the message takes too long. */
    boolean isOver() {
        return clock.now() - began > limit;
    }

    /** Whether it comes too slowly. */
    boolean isSlow() {
        long now = clock.now();
        long own = now - began - held - (holding ? now - heldSince : 0);
        return own > GRACE && octets < leastRate * own / 1_000;
    }
}
