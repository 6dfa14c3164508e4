package dev.postern.smtp.plugins;

/**
 * One target as it is at the moment of a choice.
 *
 * @param access whether it may be asked
 * @param open asks that it has not answered
 * @param weight instances that stand behind it
 * @param credit turns that it has missed, in instances; negative if it has had more than its share
 */
record Candidate(Target target, Target.Standing standing, Access access, int open, int weight, int credit) {
    enum Access {
        FREE,
        /** Its breaker is open, and it is time to try. */
        PROBE,
        /** Its breaker is open. */
        BROKEN,
        /** Too many asks are open to its node. */
        FULL
    }

    /** How many asks wait before a new one at the least busy instance. */
    int queue() {
        return open / weight;
    }

    /** Its share of this turn, and those that it has missed. */
    int due() {
        return credit + weight;
    }
}
