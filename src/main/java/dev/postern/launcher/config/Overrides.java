package dev.postern.launcher.config;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.Scalar;
import dev.postern.contract.options.Section;
import dev.postern.launcher.yaml.Origin;
import dev.postern.launcher.yaml.Origins;
import dev.postern.launcher.yaml.Problem;
import dev.postern.launcher.yaml.YamlFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Lays single values over what the files say. A list or a map that the files leave out is its default first, so that one
 * item of it can be changed.
 */
final class Overrides {
    private final JsonObject root;
    private final Origins origins;
    private final List<Problem> problems;

    Overrides(JsonObject root, Origins origins, List<Problem> problems) {
        this.root = root;
        this.origins = origins;
        this.problems = problems;
    }

    /**
     * One of them.
     *
     * @param path its keys and indexes
     * @param text the value as it was written
     * @param origin the variable or argument
     */
    record Assignment(List<String> path, String text, Origin origin) {}

    /** Sets the value; a path that leads nowhere is a problem. */
    void set(Assignment assignment) {
        Object container = root;
        Kind<?> kind = Options.ALL;
        List<String> path = assignment.path();
        for (int depth = 0; depth < path.size(); depth++) {
            String key = path.get(depth);
            String prefix = prefix(path, depth);
            String wrong = wrong(kind, container, key, prefix);
            if (wrong != null) {
                problems.add(new Problem(assignment.origin(), wrong));
                return;
            }
            Option<?> option =
                    kind instanceof Section section ? section.option(key).orElse(null) : null;
            kind = kind.below(key).orElseThrow();
            if (depth + 1 == path.size()) {
                Object value = value(kind, assignment);
                if (value == null && !mayBeEmpty(kind, option)) {
                    problems.add(
                            new Problem(assignment.origin(), prefix + key + ": empty, expected " + kind.expectation()));
                    return;
                }
                put(container, key, value);
                origins.replace(prefix + key, assignment.origin());
            } else if (kind instanceof Scalar<?>) {
                String text = prefix + key + "." + path.get(depth + 1) + ": no such option; " + prefix + key;
                problems.add(new Problem(assignment.origin(), text + " is a single value"));
                return;
            } else {
                container = child(container, key, kind, option == null ? null : option.preset());
            }
        }
    }

    private static String wrong(Kind<?> kind, Object container, String key, String prefix) {
        if (kind instanceof Section section && section.below(key).isEmpty()) {
            return prefix + key + ": " + Suggestions.forKey(prefix + key, section);
        }
        if (kind instanceof Kind.Listing<?> && container instanceof JsonArray list) {
            boolean index = key.matches("\\d{1,4}") && Integer.parseInt(key) <= list.size();
            return index ? null : prefix + key + ": no such item; expected an index from 0 to " + list.size();
        }
        boolean fits = container instanceof JsonObject && !(kind instanceof Kind.Listing<?>);
        return fits ? null : prefix + key + ": nothing to set this in; a value before it is not " + kind.expectation();
    }

    private static Object child(Object container, String key, Kind<?> kind, Object preset) {
        Object child = get(container, key);
        boolean replaceable = child == null || kind instanceof Kind.ByStage<?> && !(child instanceof JsonObject);
        if (!replaceable) {
            return child;
        }
        Object fresh = kind instanceof Kind.Listing<?> ? new JsonArray() : new JsonObject();
        if (preset instanceof JsonObject map) {
            fresh = map.copy();
        } else if (preset instanceof JsonArray list) {
            fresh = list.copy();
        }
        put(container, key, fresh);
        return fresh;
    }

    private static boolean mayBeEmpty(Kind<?> kind, Option<?> option) {
        return kind instanceof Scalar<?> value
                ? value.optional()
                : kind instanceof Kind.Listing<?> && option != null && option.preset() == null;
    }

    private Object value(Kind<?> kind, Assignment assignment) {
        String text = assignment.text().strip();
        boolean plain = kind instanceof Scalar<?> && !text.startsWith("\"") && !text.startsWith("'");
        if (plain) {
            return text.isEmpty() ? null : text;
        }
        try {
            return YamlFile.json(YamlFile.parse(text));
        } catch (YAMLException e) {
            return text;
        }
    }

    private static Object get(Object container, String key) {
        if (container instanceof JsonArray list) {
            int index = Integer.parseInt(key);
            return index < list.size() ? list.getValue(index) : null;
        }
        return ((JsonObject) container).getValue(key);
    }

    private static void put(Object container, String key, Object value) {
        if (container instanceof JsonObject map) {
            map.put(key, value);
            return;
        }
        JsonArray list = (JsonArray) container;
        int index = Integer.parseInt(key);
        if (index < list.size()) {
            list.set(index, value);
        } else {
            list.add(value);
        }
    }

    private static String prefix(List<String> path, int depth) {
        return depth == 0 ? "" : String.join(".", path.subList(0, depth)) + ".";
    }
}
