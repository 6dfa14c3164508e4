package dev.postern.smtp;

/** How long one client is waited for; it begins anew with each command that is answered and each piece of content. */
final class Patience {
    /** A client whom the greeting has refused is not waited for long. */
    private static final long REFUSED = 60_000;
    /** How long a client may take to read the last reply. */
    private static final long FAREWELL = 5_000;

    private final Clock clock;
    private final SmtpOptions.Timeouts timeouts;
    private final Session session;
    private long since;

    Patience(Clock clock, SmtpOptions.Timeouts timeouts, Session session) {
        this.clock = clock;
        this.timeouts = timeouts;
        this.session = session;
        this.since = clock.now();
    }

    /** The client has done its part. */
    void renew() {
        since = clock.now();
    }

    /** Whether a client that owes this has taken too long. */
    boolean isOver(Step.Next owed) {
        return clock.now() - since > limit(owed);
    }

    private long limit(Step.Next owed) {
        return switch (owed) {
            case CONTENT -> timeouts.data();
            case CLOSE -> Math.min(FAREWELL, timeouts.command());
            default -> session.reception().isRefused() ? Math.min(REFUSED, timeouts.command()) : timeouts.command();
        };
    }
}
