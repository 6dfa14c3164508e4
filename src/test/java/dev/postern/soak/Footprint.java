package dev.postern.soak;

/**
 * What a process holds after a full collection.
 *
 * @param heap octets in use
 * @param resident octets of memory that the system has given it
 */
record Footprint(long heap, long resident, int descriptors, int threads) {
    private static final int MEGABYTE = 1 << 20;
    /** By how much the end may be over the start: caches fill, pools grow to their bounds. */
    static final long HEAP_TOLERANCE = 16 * MEGABYTE;

    static final int DESCRIPTOR_TOLERANCE = 20;
    static final int THREAD_TOLERANCE = 20;

    /** Whether this is where it was at the start, within the tolerances. */
    boolean isBackAt(Footprint start) {
        return heap <= start.heap + HEAP_TOLERANCE
                && descriptors <= start.descriptors + DESCRIPTOR_TOLERANCE
                && threads <= start.threads + THREAD_TOLERANCE;
    }

    @Override
    public String toString() {
        return String.format(
                "heap %.1f MiB, resident %.1f MiB, %d descriptors, %d threads",
                (double) heap / MEGABYTE, (double) resident / MEGABYTE, descriptors, threads);
    }
}
