package dev.postern.launcher.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What may stand at a place of the configuration. */
public sealed interface Shape {
    /** Completes "expected ...". */
    String expectation();

    /** The shape of what stands below this key or index, if anything may stand there. */
    Optional<Shape> below(String key);

    /**
     * A scalar.
     *
     * @param expected completes "expected ...", for people
     * @param reader from what YAML gives (String, Number, Boolean) to what the code uses; empty if it does not fit, or
     *     IllegalArgumentException if there is more to say, which names the value and what was expected
     * @param optional whether it may be left empty
     */
    record Value(String expected, Function<Object, Optional<Object>> reader, boolean optional) implements Shape {
        Value orEmpty() {
            return new Value(expected + ", or nothing", reader, true);
        }

        @Override
        public String expectation() {
            return expected;
        }

        @Override
        public Optional<Shape> below(String key) {
            return Optional.empty();
        }
    }

    /**
     * Fixed keys.
     *
     * @param others what stands below a key that is none of them and a name of the operator's, or null if there is no such
     */
    record Section(List<Option> options, Entries others) implements Shape {
        static Section of(Option... options) {
            return new Section(List.of(options), null);
        }

        Section withOthers(Entries entries) {
            return new Section(options, entries);
        }

        @Override
        public String expectation() {
            return "options: " + options.stream().map(Option::key).collect(Collectors.joining(", "));
        }

        @Override
        public Optional<Shape> below(String key) {
            return option(key)
                    .map(Option::shape)
                    .or(() -> Optional.ofNullable(others)
                            .filter(entries ->
                                    entries.name().reader().apply(key).isPresent())
                            .map(Entries::entry));
        }

        Optional<Option> option(String key) {
            return options.stream().filter(option -> option.key().equals(key)).findFirst();
        }
    }

    /** A list, each item of the same shape. */
    record Listing(Shape item, int atLeast) implements Shape {
        @Override
        public String expectation() {
            return item instanceof Value ? "a list such as [a, b]" : "a list";
        }

        @Override
        public Optional<Shape> below(String key) {
            return Optional.of(item);
        }
    }

    /** Keys that the operator chooses, each with a value of the same shape. */
    record Entries(Value name, Shape entry) implements Shape {
        @Override
        public String expectation() {
            return "names with their options";
        }

        @Override
        public Optional<Shape> below(String key) {
            return Optional.of(entry);
        }
    }

    /** One value for all keys, or a map from some of the keys to values; read as the map. */
    record OneOrEach(Value value, List<String> keys) implements Shape {
        @Override
        public String expectation() {
            return value.expected() + ", alone or for each stage";
        }

        @Override
        public Optional<Shape> below(String key) {
            return Optional.of(value);
        }
    }
}
