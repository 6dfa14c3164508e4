package dev.postern.smtp.time;

/** Where all of the server's time comes from, so that a test can drive it. */
public interface Clock {
    /** Milliseconds since some fixed moment; never runs backwards. */
    long now();

    /** Milliseconds since 1970-01-01T00:00Z, for the trace lines of a message. */
    long wall();

    /** Runs an action once, on the caller's context, unless it is cancelled before. */
    Alarm after(long milliseconds, Runnable action);

    /** An action to come. */
    interface Alarm {
        void cancel();
    }
}
