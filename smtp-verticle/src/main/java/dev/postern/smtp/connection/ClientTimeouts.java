package dev.postern.smtp.connection;

import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.time.Clock;

/** How long one client is waited for. The time begins anew with each command that is answered and each piece of content. */
final class ClientTimeouts {
    /** Milliseconds for a client that the greeting has refused. */
    private static final long REFUSED_LIMIT = 60_000;
    /** Milliseconds in which a client may read the last reply. */
    private static final long CLOSE_LIMIT = 5_000;

    private final Clock clock;
    private final SmtpOptions.Timeouts timeouts;
    private final CommandDispatcher dispatcher;
    private final ReplyWriter writer;
    private final MessageRate rate;
    private long since;
    /** When the client was known for the last time, or the greeting was not sent yet. */
    private long introduced;

    ClientTimeouts(Clock clock, SmtpOptions options, CommandDispatcher dispatcher, ReplyWriter writer) {
        this.clock = clock;
        this.timeouts = options.timeouts();
        this.dispatcher = dispatcher;
        this.writer = writer;
        this.rate = new MessageRate(clock, options.limits().message().leastRate(), timeouts.message());
        this.since = clock.now();
        this.introduced = since;
    }

    /** The client has sent what was expected: its time begins anew. */
    void renew() {
        since = clock.now();
        if (dispatcher.isIntroduced() || !writer.hasSpoken()) {
            introduced = since;
        }
    }

    /** The client is about to be answered, and this comes next from it. One that was refused gains no time by what it says. */
    void answer(PendingReply.Next next) {
        if (!writer.hasSpoken() || !dispatcher.isRefused()) {
            renew();
        }
        boolean content = next == PendingReply.Next.CONTENT || next == PendingReply.Next.CHUNK;
        if (content && !dispatcher.isDrafting()) {
            rate.begin();
        }
    }

    /** A piece of the message. */
    void received(int octets) {
        renew();
        rate.received(octets);
    }

    /** The server stood still for so many milliseconds, which do not count. */
    void exclude(long milliseconds) {
        since = Math.min(clock.now(), since + milliseconds);
        introduced = Math.min(clock.now(), introduced + milliseconds);
        rate.exclude(milliseconds);
    }

    /** Whether the server reads nothing from the client for now. */
    void hold(boolean on) {
        rate.hold(on);
    }

    /** Whether a client that owes this has taken too long. */
    boolean isOver(PendingReply.Next owed) {
        return clock.now() - since > limit(owed) || owed != PendingReply.Next.CLOSE && isOverall(owed);
    }

    /** Whether it has, however many small things it has done in that time. */
    private boolean isOverall(PendingReply.Next owed) {
        if (owed == PendingReply.Next.CONTENT) {
            return rate.isOver() || rate.isSlow();
        }
        return dispatcher.isDrafting()
                ? rate.isOver()
                : !dispatcher.isIntroduced() && clock.now() - introduced > timeouts.helo();
    }

    private long limit(PendingReply.Next owed) {
        return switch (owed) {
            case CONTENT -> timeouts.data();
            case CLOSE -> Math.min(CLOSE_LIMIT, timeouts.command());
            default -> dispatcher.isRefused() ? Math.min(REFUSED_LIMIT, timeouts.command()) : timeouts.command();
        };
    }

    /** How fast a message comes. Time in which the server itself holds the client back is not the client's. */
    private static final class MessageRate {
        /** Only after this time an average says something. */
        private static final long GRACE = 60_000;

        private static final long NOT_HELD = -1;

        private final Clock clock;
        private final int leastRate;
        private final long limit;
        private long began;
        private long octets;
        private long held;
        private long heldSince = NOT_HELD;

        /**
         * @param leastRate octets a second on average, or 0
         * @param limit milliseconds for the whole message, held back or not
         */
        MessageRate(Clock clock, int leastRate, long limit) {
            this.clock = clock;
            this.leastRate = leastRate;
            this.limit = limit;
        }

        /** The client may send a message now. */
        void begin() {
            began = clock.now();
            octets = 0;
            held = 0;
            if (heldSince != NOT_HELD) {
                heldSince = began;
            }
        }

        /** So much more of it has come. */
        void received(int more) {
            octets += more;
        }

        /** Whether the server reads nothing from the client for now. */
        void hold(boolean on) {
            held += heldSoFar();
            heldSince = on ? clock.now() : NOT_HELD;
        }

        /** The server stood still for so many milliseconds, which do not count. */
        void exclude(long milliseconds) {
            began = Math.min(clock.now(), began + milliseconds);
            if (heldSince != NOT_HELD) {
                heldSince = Math.min(clock.now(), heldSince + milliseconds);
            }
        }

        /** Whether the message takes too long. */
        boolean isOver() {
            return clock.now() - began > limit;
        }

        /** Whether it comes too slowly. */
        boolean isSlow() {
            long now = clock.now();
            long own = now - began - held - heldSoFar();
            return own > GRACE && octets < leastRate * own / 1_000;
        }

        /** Since it is held back this time, if it is. */
        private long heldSoFar() {
            return heldSince == NOT_HELD ? 0 : clock.now() - heldSince;
        }
    }
}
