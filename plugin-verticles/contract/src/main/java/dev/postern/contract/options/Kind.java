package dev.postern.contract.options;

import dev.postern.contract.Network;
import dev.postern.contract.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What may stand at a place of the configuration, and what the code gets of it.
 *
 * @param <T> what the code gets
 */
public sealed interface Kind<T> permits Scalar, Kind.Listing, Section, Kind.Entries, Kind.ByStage {
    /** Completes "expected ...". */
    String expectation();

    /** What may stand below this key or index, if anything may. */
    Optional<Kind<?>> below(String key);

    /**
     * Reads what was given, with every default filled in.
     *
     * @param raw as YAML gives it: String, Number, Boolean, JsonObject, JsonArray, or null
     * @param path where it was given
     * @return what {@link #value} understands: JSON, with times in milliseconds and sizes in octets; null if it is empty or wrong
     */
    Object read(Object raw, String path, OptionProblems problems);

    /** What the code gets of what was read. */
    T value(Object read);

    /** Text that is not blank. */
    static Scalar<String> text() {
        return matching("a text", text -> !text.isBlank());
    }

    /** Text that passes a test; {@code expected} completes "expected ...". */
    static Scalar<String> matching(String expected, Predicate<String> test) {
        return Scalar.of(expected, raw -> Scalars.text(raw).filter(test), String.class::cast);
    }

    /** Text that fits a regular expression. */
    static Scalar<String> pattern(String expected, String regex) {
        return matching(expected, Pattern.compile(regex).asMatchPredicate());
    }

    /** A name of the operator's, such as that of a group. */
    static Scalar<String> name() {
        return pattern("a name of lower-case letters, digits and '-', a letter first", "[a-z][a-z0-9-]{0,62}");
    }

    /** A file or a folder; a relative one starts where the process does. */
    static Scalar<Path> path() {
        Predicate<String> usable = text -> !text.isBlank() && text.indexOf(0) < 0;
        return Scalar.of("a path", raw -> Scalars.text(raw).filter(usable), text -> Path.of((String) text));
    }

    /** A folder that the plugin writes to: it is looked at before the start, and made. */
    static Scalar<Path> folder() {
        Scalar<Path> path = path();
        return new Scalar<>(path.expected(), path.reader(), path.meaning(), false, true);
    }

    /** A network of IP addresses, or an address. */
    static Scalar<Network> network() {
        return matching("an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32", text -> true)
                .as(Network::of);
    }

    /** One of some words. */
    static Scalar<String> oneOf(String... words) {
        List<String> known = List.of(words);
        String all = String.join(", ", known.subList(0, known.size() - 1)) + " or " + known.get(known.size() - 1);
        return Scalar.of(all, raw -> Scalars.word(raw).filter(known::contains), String.class::cast);
    }

    /** True or false. */
    static Scalar<Boolean> flag() {
        return Scalar.of("true or false", Scalars::flag, Boolean.class::cast);
    }

    /** A whole number; {@link Integer#MAX_VALUE} is no upper bound. */
    static Scalar<Integer> number(int least, int most) {
        String range = most == Integer.MAX_VALUE ? ", " + least + " or more" : " from " + least + " to " + most;
        return Scalar.of(
                "a whole number" + range,
                raw -> Scalars.whole(raw).filter(n -> n >= least && n <= most).map(Long::intValue),
                Integer.class::cast);
    }

    /** A time with a unit, at least so many milliseconds. */
    static Scalar<Duration> time(long least) {
        return Scalar.of(
                "a time such as 500ms, 5s, 5m or 1h" + (least > 0 ? ", not 0" : ""),
                raw -> Scalars.time(raw).filter(n -> n >= least),
                read -> Duration.ofMillis((Long) read));
    }

    /** Octets, with or without a unit, at least so many. */
    static Scalar<Long> size(long least) {
        return Scalar.of(
                "octets, " + least + " or more, or a size such as 50MiB",
                raw -> Scalars.size(raw).filter(n -> n >= least),
                Long.class::cast);
    }

    /** A list, also an empty one. */
    static <T> Listing<T> list(Kind<T> item) {
        return list(item, 0);
    }

    /** A list of at least so many items. */
    static <T> Listing<T> list(Kind<T> item, int atLeast) {
        return new Listing<>(item, atLeast, items -> {});
    }

    /** Some options. */
    static Section section(Option<?>... options) {
        return new Section(List.of(options), null);
    }

    /** Names that the operator chooses, each with a value. */
    static <T> Entries<T> entries(Scalar<String> name, Kind<T> entry) {
        return new Entries<>(name, entry);
    }

    /** Anything below names that the operator chooses, as it is given. */
    static Entries<Object> anything() {
        return new Entries<>(text(), new Scalar<>("anything", Optional::ofNullable, Function.identity(), true, false));
    }

    /** One value for all stages at which plugins are asked, or a map from some of these stages to values. */
    static <T> ByStage<T> byStage(Scalar<T> value) {
        return new ByStage<>(value);
    }

    /**
     * A list.
     *
     * @param rule for the whole list, called where each item can be read; as in {@link Scalar#where}
     */
    record Listing<T>(Kind<T> item, int atLeast, Consumer<List<T>> rule) implements Kind<List<T>> {
        /** The same with a rule for the whole list. */
        public Listing<T> where(Consumer<List<T>> whole) {
            return new Listing<>(item, atLeast, whole);
        }

        @Override
        public String expectation() {
            return item instanceof Scalar ? "a list such as [a, b]" : "a list";
        }

        @Override
        public Optional<Kind<?>> below(String key) {
            return Optional.of(item);
        }

        @Override
        public Object read(Object raw, String path, OptionProblems problems) {
            if (!(raw instanceof JsonArray given)) {
                return Scalar.unexpected(this, raw, path, problems);
            }
            if (given.size() < atLeast) {
                problems.add(path, "an empty list, expected at least " + atLeast);
            }
            JsonArray result = new JsonArray();
            for (int i = 0; i < given.size(); i++) {
                result.add(item.read(given.getValue(i), path + "." + i, problems));
            }
            check(result, path, problems);
            return result;
        }

        private void check(JsonArray items, String path, OptionProblems problems) {
            try {
                if (!items.contains(null)) {
                    rule.accept(value(items));
                }
            } catch (IllegalArgumentException e) {
                problems.add(path, e.getMessage());
            }
        }

        @Override
        public List<T> value(Object read) {
            return ((JsonArray) read).stream().map(item::value).toList();
        }
    }

    /** Keys that the operator chooses, each with a value of the same kind. */
    record Entries<T>(Scalar<String> name, Kind<T> entry) implements Kind<Map<String, T>> {
        @Override
        public String expectation() {
            return "names with their options";
        }

        @Override
        public Optional<Kind<?>> below(String key) {
            return Optional.of(entry);
        }

        @Override
        public Object read(Object raw, String path, OptionProblems problems) {
            if (!(raw instanceof JsonObject given)) {
                return Scalar.unexpected(this, raw, path, problems);
            }
            JsonObject result = new JsonObject();
            for (String key : given.fieldNames()) {
                String at = path + "." + key;
                if (name.reader().apply(key).isEmpty()) {
                    problems.add(at, "'" + key + "' is no name, expected " + name.expected());
                }
                result.put(key, entry.read(given.getValue(key), at, problems));
            }
            return result;
        }

        @Override
        public Map<String, T> value(Object read) {
            Map<String, T> values = new LinkedHashMap<>();
            ((JsonObject) read).forEach(each -> values.put(each.getKey(), entry.value(each.getValue())));
            return values;
        }
    }

    /** One value for all stages that are asked, or a map from some of them to values; read as the map. */
    record ByStage<T>(Scalar<T> each) implements Kind<Map<Stage, T>> {
        /** The stages as they are written. */
        public List<String> keys() {
            return Arrays.stream(Stage.values())
                    .filter(Stage::asks)
                    .map(Stage::key)
                    .toList();
        }

        @Override
        public String expectation() {
            return each.expected() + ", alone or for each stage";
        }

        @Override
        public Optional<Kind<?>> below(String key) {
            return Optional.of(each);
        }

        @Override
        public Object read(Object raw, String path, OptionProblems problems) {
            JsonObject result = new JsonObject();
            if (!(raw instanceof JsonObject given)) {
                Object one = each.reader().apply(raw).orElseGet(() -> Scalar.unexpected(this, raw, path, problems));
                keys().forEach(key -> result.put(key, one));
                return result;
            }
            for (String key : given.fieldNames()) {
                String at = path + "." + key;
                if (!keys().contains(key)) {
                    problems.add(at, "no such stage; " + problems.hint(key, keys()));
                }
                result.put(key, each.read(given.getValue(key), at, problems));
            }
            return result;
        }

        @Override
        public Map<Stage, T> value(Object read) {
            Map<Stage, T> values = new EnumMap<>(Stage.class);
            ((JsonObject) read).forEach(one -> values.put(Stage.of(one.getKey()), each.value(one.getValue())));
            return values;
        }
    }
}
