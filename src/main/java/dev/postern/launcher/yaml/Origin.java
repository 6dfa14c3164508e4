package dev.postern.launcher.yaml;

import java.util.Comparator;

/**
 * Where a value was given.
 *
 * @param source a file, {@code POSTERN_...} or {@code --set KEY=VALUE}
 * @param line in the file, from 1; 0 elsewhere
 */
public record Origin(String source, int line) implements Comparable<Origin> {
    /** Where nobody said anything. */
    static final Origin DEFAULTS = new Origin("defaults", 0);

    private static final Comparator<Origin> ORDER =
            Comparator.comparing(Origin::source).thenComparingInt(Origin::line);

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line > 0 ? source + ":" + line : source;
    }
}
