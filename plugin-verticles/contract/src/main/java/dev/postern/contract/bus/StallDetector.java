package dev.postern.contract.bus;

import dev.postern.contract.wire.GroupManifest;

/** Finds from ticks that come too late that this process itself stood still, and not the nodes that seem silent. */
public final class StallDetector {
    /** Milliseconds between two ticks that are no more than a busy machine. */
    public static final long NOTICED = 2 * GroupManifest.HELLO_INTERVAL;

    private long ticked;

    /** @param now milliseconds of a clock that never runs backwards */
    public StallDetector(long now) {
        ticked = now;
    }

    /**
     * To be called once a second.
     *
     * @param now milliseconds of the same clock
     * @return the milliseconds since the last call if it is long ago, else 0
     */
    public long tick(long now) {
        long gap = now - ticked;
        ticked = now;
        return gap > NOTICED ? gap : 0;
    }
}
