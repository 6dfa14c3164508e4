package dev.postern.smtp.telemetry;

import io.micrometer.core.instrument.Counter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One counter for each value that a label may have. They are registered here, once; whatever is none of the values is counted
 * as {@link #OTHER}, so that no client or plugin can make a new label. Safe to use from any thread.
 */
final class LabelledCounter {
    /** No name of a group can look like this. */
    static final String OTHER = "(other)";

    private final Function<String, Counter> register;
    private final Map<String, Counter> known = new HashMap<>();

    /** @param register the counter of a value, the same one each time */
    LabelledCounter(Collection<String> values, Function<String, Counter> register) {
        this.register = register;
        values.forEach(value -> known.put(value, register.apply(value)));
    }

    void add(String value) {
        add(value, 1);
    }

    void add(String value, long amount) {
        Counter counter = known.get(value);
        (counter == null ? register.apply(OTHER) : counter).increment(amount);
    }
}
