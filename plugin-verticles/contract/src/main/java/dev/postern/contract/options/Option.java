package dev.postern.contract.options;

import io.vertx.core.json.JsonObject;

/**
 * One key of the configuration. Made once, as a constant; what was given is read with it: {@link OptionValues#get}.
 *
 * @param <T> what is got
 * @param key as it is written, such as {@code delivered-to}
 * @param kind what may stand there
 * @param preset the default as YAML would give it: a text, number or boolean, a JsonArray for a list, a JsonObject for a map;
 *     null is empty
 * @param help for the operator, in one line without a full stop: it stands in {@code conf/postern.yaml} and in the manual
 * @param required whether it must be given, since no default makes sense
 */
public record Option<T>(String key, Kind<T> kind, Object preset, String help, boolean required) {
    /** One with a default. */
    public static <T> Option<T> of(String key, Kind<T> kind, Object preset, String help) {
        return new Option<>(key, kind, preset, help, false);
    }

    /** One that may be left empty, and is unless it is given. */
    public static <T> Option<T> optional(String key, Kind<T> kind, String help) {
        Kind<T> orEmpty = kind instanceof Scalar<T> scalar ? scalar.orEmpty() : kind;
        return new Option<>(key, orEmpty, null, help, false);
    }

    /** One that must be given. */
    public static <T> Option<T> required(String key, Kind<T> kind, String help) {
        return new Option<>(key, kind, null, help, true);
    }

    /** Options below a key. */
    public static Option<OptionValues> section(String key, String help, Option<?>... options) {
        return new Option<>(key, Kind.section(options), null, help, false);
    }

    /** Whether it may be left empty. */
    public boolean mayBeEmpty() {
        return kind instanceof Scalar<?> scalar ? scalar.optional() : kind instanceof Kind.Listing<?> && preset == null;
    }

    /** Reads what was given, or the default; null if that is empty or wrong. */
    Object read(Object given, String path, OptionProblems problems) {
        if (given == null && required) {
            problems.add(path, "missing, expected " + kind.expectation());
            return null;
        }
        if (given == null && kind instanceof Kind.Listing<?> && mayBeEmpty()) {
            return null;
        }
        return kind.read(given == null ? presetOrNothing() : given, path, problems);
    }

    private Object presetOrNothing() {
        return preset == null && kind instanceof Section ? new JsonObject() : preset;
    }
}
