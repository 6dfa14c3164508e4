package dev.postern.smtp.time;

/** The time and the timers of the server; tests have one that they drive themselves. */
public interface Clock {
    /** Milliseconds since some fixed moment; never runs backwards. */
    long now();

    /** Milliseconds since 1970-01-01T00:00Z, for the trace lines of a message. */
    long wall();

    /** Runs an action once, on the caller's context, unless it is cancelled before. */
    Alarm after(long milliseconds, Runnable action);

    /** A timer that has not run yet. */
    interface Alarm {
        void cancel();
    }
}
