package dev.postern.contract.json;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A value that has a name in JSON. */
public interface Keyed {
    /** The name in JSON and configuration. */
    String key();

    /** The one of these values that is called so. */
    static <T extends Keyed> Optional<T> find(T[] values, Object key) {
        for (T value : values) {
            if (value.key().equals(key)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /**
     * The one of these values that is called so.
     *
     * @param what the values are, for the message
     * @throws MalformedException naming the key, and those that there are
     */
    static <T extends Keyed> T of(T[] values, String key, String what) {
        return find(values, key)
                .orElseThrow(
                        () -> new MalformedException("unknown " + what + " '" + key + "', expected " + keys(values)));
    }

    /** The names of these values, one after the other. */
    static String keys(Keyed[] values) {
        return Arrays.stream(values).map(Keyed::key).collect(Collectors.joining(", "));
    }
}
