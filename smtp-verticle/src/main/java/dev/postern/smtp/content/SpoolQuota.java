package dev.postern.smtp.content;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many octets of messages a node holds until they are settled, and how many it may: in all, and in memory. Safe to use from
 * any thread.
 */
public final class SpoolQuota {
    /** What the small messages of all clients together may take of the memory; beyond it they go to files too. */
    static final long MEMORY = 64L * 1024 * 1024;

    private final long limit;
    private final long memoryLimit;
    private final AtomicLong octets = new AtomicLong();
    private final AtomicLong memory = new AtomicLong();

    public SpoolQuota(long limit) {
        this(limit, MEMORY);
    }

    SpoolQuota(long limit, long memoryLimit) {
        this.limit = limit;
        this.memoryLimit = memoryLimit;
    }

    /** One without limits. */
    public static SpoolQuota none() {
        return new SpoolQuota(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Octets held now. */
    public long octets() {
        return octets.get();
    }

    /** Those of them that are in memory. */
    public long memory() {
        return memory.get();
    }

    /** Whether there is room for one more message of that size now; 0 is one of unknown size. */
    public boolean hasRoomFor(long size) {
        return octets.get() < limit && size <= limit - octets.get();
    }

    /** For one more message, which holds nothing yet. */
    Reservation reserve() {
        return new Reservation();
    }

    /** What one message has of it. */
    final class Reservation {
        private long held;
        private long inMemory;
        private boolean over;

        /** Asks for more; what is not given makes no difference to what there is. */
        boolean take(int more) {
            if (over || !add(octets, limit, more)) {
                return false;
            }
            held += more;
            return true;
        }

        /** Whether so much more may be in memory, too. */
        boolean remember(int more) {
            if (over || !add(memory, memoryLimit, more)) {
                return false;
            }
            inMemory += more;
            return true;
        }

        /** Nothing of it is in memory any more. */
        void forget() {
            memory.addAndGet(-inMemory);
            inMemory = 0;
        }

        /** Nothing of it is held any more, and nothing more will be. */
        void release() {
            over = true;
            forget();
            octets.addAndGet(-held);
            held = 0;
        }

        private static boolean add(AtomicLong counter, long most, long more) {
            if (counter.addAndGet(more) <= most) {
                return true;
            }
            counter.addAndGet(-more);
            return false;
        }
    }
}
