package dev.postern.launcher.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Lays single values over what the files say. A list or a map that the files leave out is its default first, so that one
 * item of it can be changed.
 */
final class Overlay {
    private final JsonObject root;
    private final Origins origins;
    private final List<Problem> problems;

    Overlay(JsonObject root, Origins origins, List<Problem> problems) {
        this.root = root;
        this.origins = origins;
        this.problems = problems;
    }

    /** Sets the value; a path that leads nowhere is a problem. */
    void set(Assignment assignment) {
        Object container = root;
        Shape shape = Options.ALL;
        List<String> path = assignment.path();
        for (int depth = 0; depth < path.size(); depth++) {
            String key = path.get(depth);
            String prefix = prefix(path, depth);
            String wrong = wrong(shape, container, key, prefix);
            if (wrong != null) {
                problems.add(new Problem(assignment.origin(), wrong));
                return;
            }
            Option option =
                    shape instanceof Shape.Section section ? section.option(key).orElse(null) : null;
            shape = shape.below(key).orElseThrow();
            if (depth + 1 == path.size()) {
                Object value = value(shape, assignment);
                if (value == null && !mayBeEmpty(shape, option)) {
                    problems.add(new Problem(
                            assignment.origin(), prefix + key + ": empty, expected " + shape.expectation()));
                    return;
                }
                put(container, key, value);
                origins.replace(prefix + key, assignment.origin());
            } else if (shape instanceof Shape.Value) {
                String text = prefix + key + "." + path.get(depth + 1) + ": no such option; " + prefix + key;
                problems.add(new Problem(assignment.origin(), text + " is a single value"));
                return;
            } else {
                container = child(container, key, shape, option == null ? null : option.preset());
            }
        }
    }

    private static String wrong(Shape shape, Object container, String key, String prefix) {
        if (shape instanceof Shape.Section section && section.below(key).isEmpty()) {
            return UnknownKey.text(prefix, key, section);
        }
        if (shape instanceof Shape.Listing && container instanceof JsonArray list) {
            boolean index = key.matches("\\d{1,4}") && Integer.parseInt(key) <= list.size();
            return index ? null : prefix + key + ": no such item; expected an index from 0 to " + list.size();
        }
        boolean fits = container instanceof JsonObject && !(shape instanceof Shape.Listing);
        return fits ? null : prefix + key + ": nothing to set this in; a value before it is not " + shape.expectation();
    }

    private static Object child(Object container, String key, Shape shape, Object preset) {
        Object child = get(container, key);
        boolean replaceable = child == null || shape instanceof Shape.OneOrEach && !(child instanceof JsonObject);
        if (!replaceable) {
            return child;
        }
        Object fresh = shape instanceof Shape.Listing ? new JsonArray() : new JsonObject();
        if (preset instanceof JsonObject map) {
            fresh = map.copy();
        } else if (preset instanceof JsonArray list) {
            fresh = list.copy();
        }
        put(container, key, fresh);
        return fresh;
    }

    private static boolean mayBeEmpty(Shape shape, Option option) {
        return shape instanceof Shape.Value value
                ? value.optional()
                : shape instanceof Shape.Listing && option != null && option.preset() == null;
    }

    private Object value(Shape shape, Assignment assignment) {
        String text = assignment.text().strip();
        boolean plain = shape instanceof Shape.Value && !text.startsWith("\"") && !text.startsWith("'");
        if (plain) {
            return text.isEmpty() ? null : text;
        }
        try {
            return json(YamlFile.parse(text));
        } catch (YAMLException e) {
            return text;
        }
    }

    private static Object json(Object yaml) {
        if (yaml instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, value) -> object.put(String.valueOf(key), json(value)));
            return object;
        }
        if (yaml instanceof Collection<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(item -> array.add(json(item)));
            return array;
        }
        return yaml;
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
