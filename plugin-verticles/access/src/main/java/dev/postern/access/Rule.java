package dev.postern.access;

import dev.postern.contract.Network;
import java.util.Locale;

/**
 * What holds for a network: {@code allow 192.0.2.0/24}, or {@code deny 2001:db8::/32 go away}.
 *
 * @param network whose addresses are meant
 * @param verdict on all of them
 */
record Rule(Network network, Verdict verdict) {
    private static final String EXPECTED = "expected 'allow NETWORK' or 'deny NETWORK text'";

    /**
     * What becomes of a client.
     *
     * @param allows whether it may come in
     * @param text what it is told if not; empty for the usual words
     */
    record Verdict(boolean allows, String text) {
        static final Verdict ALLOW = new Verdict(true, "");
        static final Verdict DENY = new Verdict(false, "");

        private static final int TEXT_LIMIT = 400;

        /** @throws IllegalArgumentException if no reply can have this text */
        static Verdict deny(String text) {
            if (text.length() > TEXT_LIMIT || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                throw new IllegalArgumentException(
                        "'" + text + "', expected at most " + TEXT_LIMIT + " printable ASCII characters");
            }
            return text.isEmpty() ? DENY : new Verdict(false, text);
        }
    }

    /** @throws IllegalArgumentException naming the text and what was expected */
    static Rule parse(String line) {
        String[] words = line.strip().split("\\s+", 3);
        String text = words.length > 2 ? words[2] : "";
        String verb = words[0].toLowerCase(Locale.ROOT);
        if (words.length < 2 || !verb.equals("allow") && !verb.equals("deny")) {
            throw new IllegalArgumentException("'" + line + "', " + EXPECTED);
        }
        if (verb.equals("allow") && !text.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' behind a network that is allowed, " + EXPECTED);
        }
        return new Rule(Network.of(words[1]), verb.equals("allow") ? Verdict.ALLOW : Verdict.deny(text));
    }
}
