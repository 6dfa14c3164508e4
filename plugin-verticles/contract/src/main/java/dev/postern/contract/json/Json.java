package dev.postern.contract.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The few moves that the JSON form of the contract needs beyond {@link JsonObject}: null is absent, on both ways. */
public final class Json {
    private Json() {}

    public static JsonObject put(JsonObject json, String name, Object value) {
        return value == null ? json : json.put(name, value);
    }

    public static <T> JsonArray array(Iterable<T> values, Function<? super T, ?> write) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(write.apply(value)));
        return array;
    }

    /** The objects of an array; none if it is absent. */
    public static <T> List<T> objects(JsonObject json, String name, Function<JsonObject, T> read) {
        JsonArray array = json.getJsonArray(name);
        if (array == null) {
            return List.of();
        }
        List<T> list = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            list.add(read.apply(array.getJsonObject(i)));
        }
        return List.copyOf(list);
    }

    /** The strings of an array; none if it is absent. */
    public static List<String> strings(JsonObject json, String name) {
        JsonArray array = json.getJsonArray(name);
        if (array == null) {
            return List.of();
        }
        List<String> list = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof String text)) {
                throw new MalformedException("'" + name + "' holds " + array.getValue(i) + ", expected texts only");
            }
            list.add(text);
        }
        return List.copyOf(list);
    }

    public static String text(JsonObject json, String name, String absent) {
        String value = json.getString(name);
        return value == null ? absent : value;
    }

    public static int integer(JsonObject json, String name, int absent) {
        Integer value = json.getInteger(name);
        return value == null ? absent : value;
    }

    /** The whole number of that name, or null if it is absent; a fraction is not cut off. */
    public static Integer whole(JsonObject json, String name) {
        Number value = json.getNumber(name);
        if (value != null && value.intValue() != value.doubleValue()) {
            throw new MalformedException("'" + name + "' is " + value + ", expected a whole number");
        }
        return value == null ? null : value.intValue();
    }

    public static long number(JsonObject json, String name, long absent) {
        Long value = json.getLong(name);
        return value == null ? absent : value;
    }

    public static boolean flag(JsonObject json, String name) {
        return Boolean.TRUE.equals(json.getBoolean(name));
    }

    /** The object of that name; an empty one if it is absent. */
    public static JsonObject child(JsonObject json, String name) {
        JsonObject value = json.getJsonObject(name);
        return value == null ? new JsonObject() : value;
    }

    /** The value read from that name, which must be there. */
    public static <T> T required(String name, T value) {
        if (value == null) {
            throw new MalformedException("'" + name + "' is missing");
        }
        return value;
    }

    /** What was read must be all that was given: a misspelt name must not be lost in silence. */
    public static void requireKnown(String what, JsonObject given, JsonObject understood) {
        for (Map.Entry<String, Object> field : given) {
            String name = field.getKey();
            if (field.getValue() == null) {
                continue;
            }
            if (!understood.containsKey(name)) {
                throw new MalformedException(what + " with unknown field '" + name + "', expected "
                        + String.join(", ", understood.fieldNames()));
            }
            if (field.getValue() instanceof JsonObject inner && understood.getValue(name) instanceof JsonObject known) {
                requireKnown(what + ": '" + name + "'", inner, known);
            }
        }
    }

    /** The object of that name, or null if it is absent. */
    public static <T> T object(JsonObject json, String name, Function<JsonObject, T> read) {
        JsonObject value = json.getJsonObject(name);
        return value == null ? null : read.apply(value);
    }

    public static Map<String, String> map(JsonObject json, String name) {
        JsonObject object = child(json, name);
        Map<String, String> map = new LinkedHashMap<>();
        object.fieldNames().forEach(key -> map.put(key, object.getString(key)));
        return map;
    }

    public static JsonObject object(Map<String, String> map) {
        JsonObject json = new JsonObject();
        map.forEach(json::put);
        return json;
    }
}
