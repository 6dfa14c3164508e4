package dev.postern.contract;

import dev.postern.contract.json.Keyed;
import dev.postern.contract.json.MalformedException;
import java.util.Locale;

/** The kinds of decisions; which a stage allows, {@link Stage#allows(DecisionKind)} says. */
public enum DecisionKind implements Keyed {
    /** No opinion. */
    PASS,
    /** Yes. */
    ACCEPT,
    /** No, for now or for good. */
    REJECT,
    /** Say yes, and drop it. */
    DISCARD,
    /** One more step of an authentication exchange (RFC 4954 4). */
    CHALLENGE,
    /** What became of a message that was to be delivered. */
    DELIVERED,
    /** Ask again from the first group. */
    RETRY,
    /** The plugin could not decide; the same as an exception. */
    FAILED;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** The name in JSON and in a verdict, as {@code pass}. */
    @Override
    public String key() {
        return key;
    }

    /** @throws MalformedException if nothing is called so */
    static DecisionKind of(String key) {
        return Keyed.of(values(), key, "decision");
    }
}
