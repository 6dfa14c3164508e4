package dev.postern.smtp;

/** Tells from ticks that come too late that it was this process that stood still, and not those it has not heard of. */
final class Standstill {
    /** Milliseconds between two ticks that are no more than a busy machine. */
    static final long NOTICED = 2_000;

    private final Clock clock;
    private long ticked;

    Standstill(Clock clock) {
        this.clock = clock;
        this.ticked = clock.now();
    }

    /**
     * To be called once a second.
     *
     * @return the milliseconds since the last call if it is long ago, else 0
     */
    long tick() {
        long now = clock.now();
        long gap = now - ticked;
        ticked = now;
        return gap > NOTICED ? gap : 0;
    }
}
