package dev.postern.contract.options;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Fixed keys, each with its option.
 *
 * @param others what stands below a key that is none of them and a name of the operator's, or null if there is no such
 */
public record Section(List<Option<?>> options, Kind.Entries<OptionValues> others) implements Kind<OptionValues> {
    public Section {
        options = List.copyOf(options);
    }

    /** The keys that are known. */
    public List<String> keys() {
        return options.stream().<String>map(Option::key).toList();
    }

    /** The option of this key. */
    public Optional<Option<?>> option(String key) {
        return options.stream().filter(option -> option.key().equals(key)).findFirst();
    }

    @Override
    public String expectation() {
        return "options: " + String.join(", ", keys());
    }

    @Override
    public Optional<Kind<?>> below(String key) {
        return option(key)
                .<Kind<?>>map(Option::kind)
                .or(() -> Optional.ofNullable(others)
                        .filter(entries -> entries.name().reader().apply(key).isPresent())
                        .map(Entries::entry));
    }

    @Override
    public OptionValues value(Object read) {
        return new OptionValues((JsonObject) read);
    }

    @Override
    public Object read(Object raw, String path, OptionProblems problems) {
        if (!(raw instanceof JsonObject given)) {
            return Scalar.unexpected(this, raw, path, problems);
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        given.fieldNames().stream()
                .filter(key -> below(key).isEmpty())
                .forEach(key -> problems.add(prefix + key, problems.noSuchOption(prefix + key, this)));
        JsonObject result = new JsonObject();
        for (Option<?> option : options) {
            Object value = option.read(given.getValue(option.key()), prefix + option.key(), problems);
            if (value != null) {
                result.put(option.key(), value);
            }
        }
        given.fieldNames().stream()
                .filter(key -> option(key).isEmpty() && below(key).isPresent())
                .forEach(key -> result.put(key, other(given.getValue(key), prefix + key, problems)));
        return result;
    }

    /** A key of the operator's; one that lacks what it must have is more likely a slip in a key that there is. */
    private Object other(Object given, String path, OptionProblems problems) {
        Kind<OptionValues> entry = others.entry();
        List<String> required = ((Section) entry)
                .options().stream()
                        .filter(Option::required)
                        .<String>map(Option::key)
                        .toList();
        if (given instanceof JsonObject map && map.fieldNames().containsAll(required)) {
            return entry.read(given, path, problems);
        }
        problems.add(
                path,
                problems.noSuchOption(path, this) + " (one of your own has to have: " + String.join(", ", required)
                        + ")");
        return null;
    }
}
