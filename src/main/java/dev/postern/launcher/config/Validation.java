package dev.postern.launcher.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads what was given against the tree of options: every default filled in, times in milliseconds, sizes in octets. What is
 * wrong becomes a problem, and is missing in the result.
 */
final class Validation {
    private static final int SHOWN = 60;

    private final Origins origins;
    private final List<Problem> problems;

    Validation(Origins origins, List<Problem> problems) {
        this.origins = origins;
        this.problems = problems;
    }

    JsonObject read(JsonObject given) {
        return (JsonObject) section(Options.ALL, given, "");
    }

    private Object read(Shape shape, Object raw, String path) {
        if (shape instanceof Shape.Value value) {
            return value(value, raw, path);
        }
        if (shape instanceof Shape.Section section) {
            return section(section, raw, path + ".");
        }
        if (shape instanceof Shape.Listing listing) {
            return listing(listing, raw, path);
        }
        return shape instanceof Shape.Entries entries
                ? entries(entries, raw, path)
                : oneOrEach((Shape.OneOrEach) shape, raw, path);
    }

    private Object value(Shape.Value value, Object raw, String path) {
        if (raw == null && value.optional()) {
            return null;
        }
        try {
            Optional<Object> read =
                    raw == null ? Optional.empty() : value.reader().apply(raw);
            return read.orElseGet(() -> unexpected(value, raw, path));
        } catch (IllegalArgumentException e) {
            problem(path, path + ": " + e.getMessage());
            return null;
        }
    }

    private Object section(Shape.Section section, Object raw, String prefix) {
        if (!(raw instanceof JsonObject given)) {
            return unexpected(section, raw, prefix.substring(0, prefix.length() - 1));
        }
        given.fieldNames().stream()
                .filter(key -> section.below(key).isEmpty())
                .forEach(key -> problem(prefix + key, UnknownKey.text(prefix, key, section)));
        JsonObject result = new JsonObject();
        for (Option option : section.options()) {
            Object value = option(option, given.getValue(option.key()), prefix + option.key());
            if (value != null) {
                result.put(option.key(), value);
            }
        }
        given.fieldNames().stream()
                .filter(key ->
                        section.option(key).isEmpty() && section.below(key).isPresent())
                .forEach(key -> result.put(key, other(section, key, given.getValue(key), prefix)));
        return result;
    }

    /** A key of the operator's; one that lacks what it must have is more likely a slip in a key that there is. */
    private Object other(Shape.Section section, String key, Object given, String prefix) {
        Shape.Section entry = (Shape.Section) section.others().entry();
        boolean complete = given instanceof JsonObject map
                && entry.options().stream().filter(Option::required).allMatch(option -> map.containsKey(option.key()));
        if (complete) {
            return read(entry, given, prefix + key);
        }
        String required = entry.options().stream()
                .filter(Option::required)
                .map(Option::key)
                .collect(Collectors.joining(", "));
        problem(
                prefix + key,
                UnknownKey.text(prefix, key, section) + " (one of your own has to have: " + required + ")");
        return null;
    }

    private Object option(Option option, Object given, String path) {
        if (given == null && option.required()) {
            problem(path, path + ": missing, expected " + option.shape().expectation());
            return null;
        }
        if (given == null && option.shape() instanceof Shape.Section) {
            return read(option.shape(), new JsonObject(), path);
        }
        if (given == null && option.preset() == null && option.shape() instanceof Shape.Listing) {
            return null;
        }
        return read(option.shape(), given == null ? option.preset() : given, path);
    }

    private Object listing(Shape.Listing listing, Object raw, String path) {
        if (!(raw instanceof JsonArray given)) {
            return unexpected(listing, raw, path);
        }
        if (given.size() < listing.atLeast()) {
            problem(path, path + ": an empty list, expected at least " + listing.atLeast());
        }
        JsonArray result = new JsonArray();
        for (int i = 0; i < given.size(); i++) {
            result.add(read(listing.item(), given.getValue(i), path + "." + i));
        }
        return result;
    }

    private Object entries(Shape.Entries entries, Object raw, String path) {
        if (!(raw instanceof JsonObject given)) {
            return unexpected(entries, raw, path);
        }
        JsonObject result = new JsonObject();
        for (String name : given.fieldNames()) {
            String at = path + "." + name;
            if (entries.name().reader().apply(name).isEmpty()) {
                problem(
                        at,
                        at + ": '" + name + "' is no name, expected "
                                + entries.name().expected());
            }
            Object value = given.getValue(name);
            result.put(name, read(entries.entry(), value, at));
        }
        return result;
    }

    private Object oneOrEach(Shape.OneOrEach each, Object raw, String path) {
        JsonObject result = new JsonObject();
        if (!(raw instanceof JsonObject given)) {
            Object one = each.value().reader().apply(raw).orElseGet(() -> unexpected(each, raw, path));
            each.keys().forEach(key -> result.put(key, one));
            return result;
        }
        for (String key : given.fieldNames()) {
            String at = path + "." + key;
            if (!each.keys().contains(key)) {
                problem(at, at + ": no such stage; " + Nearest.hint(key, each.keys()));
            }
            result.put(key, value(each.value(), given.getValue(key), at));
        }
        return result;
    }

    private Object unexpected(Shape shape, Object raw, String path) {
        problem(path, path + ": " + shown(raw) + ", expected " + shape.expectation());
        return null;
    }

    private void problem(String path, String text) {
        problems.add(new Problem(origins.of(path), text));
    }

    private static String shown(Object raw) {
        String text = String.valueOf(raw);
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return raw == null ? "empty" : raw instanceof String ? "'" + cut + "'" : cut;
    }
}
