package dev.postern.contract.options;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One value: a text, a number, a time.
 *
 * @param <T> what the code gets
 * @param expected completes "expected ...", for people
 * @param reader from what YAML gives to what is kept; empty if it does not fit, or IllegalArgumentException if there is more
 *     to say, which names the value and what was expected
 * @param meaning from what is kept to what the code gets
 * @param optional whether it may be left empty
 * @param isFolder whether it is a folder that is written to
 */
public record Scalar<T>(
        String expected,
        Function<Object, Optional<Object>> reader,
        Function<Object, T> meaning,
        boolean optional,
        boolean isFolder)
        implements Kind<T> {
    private static final int SHOWN = 60;

    static <R, T> Scalar<T> of(String expected, Function<Object, Optional<R>> reader, Function<Object, T> meaning) {
        return new Scalar<>(expected, raw -> reader.apply(raw).map(Object.class::cast), meaning, false, false);
    }

    /** The same, and it may be left empty. */
    public Scalar<T> orEmpty() {
        return new Scalar<>(expected + ", or nothing", reader, meaning, true, isFolder);
    }

    /** The same with one more rule, which throws IllegalArgumentException, naming the value and what was expected. */
    public Scalar<T> where(Consumer<T> rule) {
        return new Scalar<>(
                expected,
                raw -> {
                    Optional<Object> read = reader.apply(raw);
                    read.map(meaning).ifPresent(rule);
                    return read;
                },
                meaning,
                optional,
                isFolder);
    }

    /** The same, but the code gets something else; the function throws IllegalArgumentException as a rule does. */
    public <R> Scalar<R> as(Function<T, R> further) {
        Scalar<T> checked = where(further::apply);
        return new Scalar<>(expected, checked.reader, meaning.andThen(further), optional, isFolder);
    }

    @Override
    public String expectation() {
        return expected;
    }

    @Override
    public Optional<Kind<?>> below(String key) {
        return Optional.empty();
    }

    @Override
    public Object read(Object raw, String path, OptionProblems problems) {
        if (raw == null && optional) {
            return null;
        }
        try {
            Optional<Object> read = raw == null ? Optional.empty() : reader.apply(raw);
            return read.orElseGet(() -> unexpected(this, raw, path, problems));
        } catch (IllegalArgumentException e) {
            problems.add(path, e.getMessage());
            return null;
        }
    }

    @Override
    public T value(Object read) {
        return meaning.apply(read);
    }

    static Object unexpected(Kind<?> kind, Object raw, String path, OptionProblems problems) {
        problems.add(path, shown(raw) + ", expected " + kind.expectation());
        return null;
    }

    private static String shown(Object raw) {
        String text = String.valueOf(raw);
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return raw == null ? "empty" : raw instanceof String ? "'" + cut + "'" : cut;
    }
}
