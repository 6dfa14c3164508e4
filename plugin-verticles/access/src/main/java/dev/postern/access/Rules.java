package dev.postern.access;

import dev.postern.access.Rule.Verdict;
import dev.postern.contract.Network;
import dev.postern.support.BadLineException;
import dev.postern.support.LineReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What holds for which addresses: of all networks that an address is in, the smallest decides. Immutable. */
final class Rules {
    private static final int IPV4 = 32;
    private static final int IPV6 = 128;

    /** By the number of leading bits; null where no network is of that size. */
    private final Level[] ipv4;

    private final Level[] ipv6;

    private Rules(Level[] ipv4, Level[] ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /**
     * A rule that holds for an address.
     *
     * @param prefix of its network
     */
    record Match(int prefix, Verdict verdict) {}

    /**
     * Rules that are given one by one.
     *
     * @throws IllegalArgumentException naming the rule and what was expected
     */
    static Rules of(List<String> lines) {
        Reader reader = new Reader();
        for (int i = 0; i < lines.size(); i++) {
            reader.line(i, lines.get(i));
        }
        try {
            return reader.result();
        } catch (BadLineException e) {
            throw new IllegalArgumentException("'" + lines.get(e.line()) + "' contradicts another rule", e);
        }
    }

    /** The rule of the smallest network that this address is in; null if it is in none, or is no address. */
    Match find(String address) {
        Network own = Network.around(address, IPV4, IPV6);
        if (own == null) {
            return null;
        }
        Level.Bits bits = Level.Bits.of(own.octets());
        Level[] levels = own.prefix() == IPV4 ? ipv4 : ipv6;
        for (int prefix = levels.length - 1; prefix >= 0; prefix--) {
            Verdict verdict = levels[prefix] == null ? null : levels[prefix].find(bits.leading(prefix));
            if (verdict != null) {
                return new Match(prefix, verdict);
            }
        }
        return null;
    }

    int size() {
        int size = 0;
        for (Level[] levels : List.of(ipv4, ipv6)) {
            for (Level level : levels) {
                size += level == null ? 0 : level.size();
            }
        }
        return size;
    }

    @Override
    public String toString() {
        return size() + " networks";
    }

    /** Reads a file of rules, one a line. */
    static final class Reader implements LineReader<Rules> {
        private final Map<Integer, List<Level.Entry>> ipv4 = new HashMap<>();
        private final Map<Integer, List<Level.Entry>> ipv6 = new HashMap<>();

        /** Many networks share one text. */
        private final Map<Verdict, Verdict> verdicts = new HashMap<>();

        @Override
        public void line(int number, String text) {
            Rule rule = Rule.parse(text);
            byte[] octets = rule.network().octets();
            Verdict verdict = verdicts.computeIfAbsent(rule.verdict(), one -> one);
            (octets.length == Integer.BYTES ? ipv4 : ipv6)
                    .computeIfAbsent(rule.network().prefix(), prefix -> new ArrayList<>())
                    .add(new Level.Entry(Level.Bits.of(octets), verdict, number));
        }

        @Override
        public Rules result() {
            return new Rules(levels(ipv4, IPV4), levels(ipv6, IPV6));
        }

        private static Level[] levels(Map<Integer, List<Level.Entry>> entries, int longest) {
            Level[] levels = new Level[longest + 1];
            entries.forEach((prefix, all) -> levels[prefix] = Level.of(all));
            return levels;
        }
    }
}
