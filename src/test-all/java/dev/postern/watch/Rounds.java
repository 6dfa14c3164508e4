package dev.postern.watch;

/**
 * How often a test of many rounds goes round: what is enough for each build, times the property {@code postern.rounds} for a
 * longer run.
 */
public final class Rounds {
    private static final int FACTOR = Integer.getInteger("postern.rounds", 1);

    private Rounds() {}

    public static int of(int enough) {
        return Math.multiplyExact(enough, FACTOR);
    }
}
