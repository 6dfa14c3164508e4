package dev.postern.contract.options;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the options of one section are: what was given, else the defaults. */
public final class OptionValues {
    private final JsonObject read;

    /** @param read by {@link Section#read} */
    public OptionValues(JsonObject read) {
        this.read = read;
    }

    /**
     * Reads a section, as a test of a plugin does.
     *
     * @param given as YAML gives it; what it leaves out is the default
     * @throws IllegalArgumentException naming all that is wrong
     */
    public static OptionValues of(List<Option<?>> options, JsonObject given) {
        List<String> problems = new ArrayList<>();
        Object read = new Section(options, null).read(given, "", (path, text) -> problems.add(path + ": " + text));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new OptionValues((JsonObject) read);
    }

    /**
     * The value of an option that cannot be empty.
     *
     * @throws IllegalStateException if it is empty nevertheless: use {@link #find}
     */
    public <T> T get(Option<T> option) {
        return find(option)
                .orElseThrow(() -> new IllegalStateException("option " + option.key() + " is empty, expected a value"));
    }

    /** The value of an option that may be empty. */
    public <T> Optional<T> find(Option<T> option) {
        return Optional.ofNullable(read.getValue(option.key())).map(option.kind()::value);
    }
}
