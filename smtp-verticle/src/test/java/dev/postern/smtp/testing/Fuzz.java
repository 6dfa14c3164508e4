package dev.postern.smtp.testing;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs a check with many seeds: the same few in each build; with {@code -Dpostern.fuzz=minutes} new ones for so long; with
 * {@code -Dpostern.fuzz.seed=n} that one alone.
 */
public final class Fuzz {
    private static final String MINUTES = "postern.fuzz";
    private static final String SEED = "postern.fuzz.seed";

    private Fuzz() {}

    /** What has to hold whatever the seed is. */
    public interface Check {
        void with(long seed) throws Exception;
    }

    /** @param fixed how many seeds there are in a build, from 1 */
    public static void run(int fixed, Check check) {
        String one = System.getProperty(SEED);
        double minutes = Double.parseDouble(System.getProperty(MINUTES, "0"));
        if (one != null) {
            run(check, Long.parseLong(one));
        } else if (minutes > 0) {
            run(check, minutes);
        } else {
            for (long seed = 1; seed <= fixed; seed++) {
                run(check, seed);
            }
        }
    }

    private static void run(Check check, double minutes) {
        Random seeds = new Random();
        long end = System.nanoTime() + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        int count = 0;
        while (System.nanoTime() < end) {
            run(check, seeds.nextInt(Integer.MAX_VALUE));
            count++;
        }
        System.out.println("fuzz: " + count + " seeds in " + minutes + " minutes");
    }

    private static void run(Check check, long seed) {
        try {
            check.with(seed);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + " fails, replay it with -D" + SEED + "=" + seed + ": " + e, e);
        }
    }
}
