package dev.postern.access;

import dev.postern.access.Rule.Verdict;
import dev.postern.support.BadLineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All networks of one family and one size, sorted: each takes 20 octets, and among a million one is found in 20 steps. */
final class Level {
    private final long[] high;
    private final long[] low;
    private final Verdict[] verdicts;

    private Level(int size) {
        high = new long[size];
        low = new long[size];
        verdicts = new Verdict[size];
    }

    /** The bits of an address, those of an IPv4 address first of all. */
    record Bits(long high, long low) implements Comparable<Bits> {
        static Bits of(byte[] octets) {
            if (octets.length == Integer.BYTES) {
                return new Bits(number(octets, 0, Integer.BYTES) << Integer.SIZE, 0);
            }
            return new Bits(number(octets, 0, Long.BYTES), number(octets, Long.BYTES, Long.BYTES));
        }

        /** With all bits behind the leading ones cleared. */
        Bits leading(int prefix) {
            return new Bits(high & mask(prefix), low & mask(prefix - Long.SIZE));
        }

        @Override
        public int compareTo(Bits other) {
            int order = Long.compareUnsigned(high, other.high);
            return order == 0 ? Long.compareUnsigned(low, other.low) : order;
        }

        private static long mask(int prefix) {
            if (prefix <= 0) {
                return 0;
            }
            return prefix >= Long.SIZE ? -1L : -1L << Long.SIZE - prefix;
        }

        private static long number(byte[] octets, int from, int length) {
            long number = 0;
            for (int i = from; i < from + length; i++) {
                number = number << Byte.SIZE | octets[i] & 0xff;
            }
            return number;
        }
    }

    /** A rule on its way into a level. */
    record Entry(Bits bits, Verdict verdict, int line) {}

    /**
     * Of rules in any order; one that is there twice counts once.
     *
     * @throws BadLineException if two rules contradict each other
     */
    static Level of(List<Entry> entries) {
        List<Entry> sorted = new ArrayList<>(entries);
        // It keeps the order of equal ones, so that the later line is the one to blame.
        sorted.sort(Comparator.comparing(Entry::bits));
        List<Entry> distinct = new ArrayList<>(sorted.size());
        for (Entry entry : sorted) {
            Entry before = distinct.isEmpty() ? null : distinct.get(distinct.size() - 1);
            if (before == null || !before.bits().equals(entry.bits())) {
                distinct.add(entry);
            } else if (before.verdict().allows() != entry.verdict().allows()) {
                throw new BadLineException(
                        entry.line(),
                        "the network is in line " + before.line() + " with the opposite, expected one of them");
            }
        }
        return filled(distinct);
    }

    /** What holds for a network of this level; null if nothing does. */
    Verdict find(Bits bits) {
        int from = 0;
        int to = high.length - 1;
        while (from <= to) {
            int middle = from + to >>> 1;
            int order = bits.compareTo(new Bits(high[middle], low[middle]));
            if (order == 0) {
                return verdicts[middle];
            }
            if (order > 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return null;
    }

    int size() {
        return high.length;
    }

    private static Level filled(List<Entry> entries) {
        Level level = new Level(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            level.high[i] = entry.bits().high();
            level.low[i] = entry.bits().low();
            level.verdicts[i] = entry.verdict();
        }
        return level;
    }
}
