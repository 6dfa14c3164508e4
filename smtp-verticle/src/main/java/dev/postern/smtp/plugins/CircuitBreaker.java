package dev.postern.smtp.plugins;

/**
 * Keeps asks away from a target that does not answer. A number of asks in a row without an answer open it; while it is open, one
 * ask a second may probe the target, and one answer closes it. Any answer closes it, also an exception.
 */
final class CircuitBreaker {
    /** Asks in a row without an answer that open it. */
    static final int LIMIT = 5;
    /** Milliseconds between two probes. */
    static final long PROBE_INTERVAL = 1_000;

    private int missed;
    private boolean open;
    private long nextProbe;

    boolean isOpen() {
        return open;
    }

    /** Whether it is open, and time to try. */
    boolean isDue(long now) {
        return open && now >= nextProbe;
    }

    /** An ask goes through although it is open. */
    void probe(long now) {
        nextProbe = now + PROBE_INTERVAL;
    }

    /**
     * An ask got no answer, which counts towards the limit.
     *
     * @return whether that has opened it
     */
    boolean missed(long now) {
        if (open) {
            return false;
        }
        missed++;
        open = missed == LIMIT;
        nextProbe = now + PROBE_INTERVAL;
        return open;
    }

    /**
     * An ask got an answer.
     *
     * @return whether that has closed it
     */
    boolean answered() {
        boolean wasOpen = open;
        missed = 0;
        open = false;
        return wasOpen;
    }
}
