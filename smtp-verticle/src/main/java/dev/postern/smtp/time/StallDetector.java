package dev.postern.smtp.time;

/** Tells from ticks that come too late that it was this process that stood still, and not those it has not heard of. */
public final class StallDetector {
    /** Milliseconds between two ticks that are no more than a busy machine. */
    static final long NOTICED = 2_000;

    private final Clock clock;
    private long ticked;

    public StallDetector(Clock clock) {
        this.clock = clock;
        this.ticked = clock.now();
    }

    /**
     * To be called once a second.
     *
     * @return the milliseconds since the last call if it is long ago, else 0
     */
    public long tick() {
        long now = clock.now();
        long gap = now - ticked;
        ticked = now;
        return gap > NOTICED ? gap : 0;
    }
}
