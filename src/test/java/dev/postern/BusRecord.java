package dev.postern;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A file of what was once said on the bus. What differs from run to run stands in it as a word in angle brackets: such a word
 * replaces a value only if that is of the right kind.
 */
final class BusRecord {
    private static final Path FOLDER = Path.of("test", "resources", "bus");
    private static final boolean RECORDING = Boolean.getBoolean("postern.record");
    private static final Pattern CONNECTION = Pattern.compile("[a-z2-7]{10}-0-\\d+");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final Pattern COMMANDS = Pattern.compile("smtp\\.node\\.[a-z2-7]{10}\\.0");
    private static final Pattern DATE = Pattern.compile("\\w{3}, \\d{1,2} \\w{3} \\d{4} [\\d:]{8} [+-]\\d{4}");
    private static final Pattern CIPHER = Pattern.compile("TLS_[A-Z0-9_]+");
    private static final Set<String> DURATIONS = Set.of("budget", "milliseconds");
    private static final Set<String> OCTETS = Set.of("received", "sent");

    private final Path file;
    private final JsonObject recorded;

    private BusRecord(Path file, JsonObject recorded) {
        this.file = file;
        this.recorded = recorded;
    }

    static BusRecord read(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".json");
        return new BusRecord(file, new JsonObject(Files.readString(file, StandardCharsets.UTF_8)));
    }

    JsonArray list(String name) {
        return recorded.getJsonArray(name, new JsonArray());
    }

    /** Compares field by field, or writes the file anew if that is what was asked for. */
    void requireSame(JsonObject run) throws IOException {
        Set<Object> sizes = new HashSet<>();
        collectDatedSizes(run, sizes);
        JsonObject found = (JsonObject) neutral("", run, sizes);
        if (RECORDING) {
            Files.writeString(file, found.encodePrettily() + "\n", StandardCharsets.UTF_8);
            return;
        }
        List<String> differences = new ArrayList<>();
        compare("", recorded, found, differences);
        if (!differences.isEmpty()) {
            throw new AssertionError("what is said on the bus is not what " + file + " promises to other languages:\n  "
                    + String.join("\n  ", differences));
        }
    }

    private static void compare(String path, Object expected, Object found, List<String> differences) {
        if (expected instanceof JsonObject before && found instanceof JsonObject now) {
            Set<String> names = new TreeSet<>(before.fieldNames());
            names.addAll(now.fieldNames());
            names.forEach(name -> compare(path + "/" + name, before.getValue(name), now.getValue(name), differences));
        } else if (expected instanceof JsonArray before && found instanceof JsonArray now) {
            for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
                compare(path + "/" + i, at(before, i), at(now, i), differences);
            }
        } else if (!Objects.equals(expected, found)) {
            differences.add(path + ": expected " + expected + ", was " + found);
        }
    }

    private static Object at(JsonArray array, int index) {
        return index < array.size() ? array.getValue(index) : null;
    }

    /** The sizes of contents with a date, which is shorter on the first nine days of a month. */
    private static void collectDatedSizes(Object value, Set<Object> sizes) {
        if (value instanceof JsonArray array) {
            array.forEach(one -> collectDatedSizes(one, sizes));
        } else if (value instanceof JsonObject object) {
            object.forEach(field -> collectDatedSizes(field.getValue(), sizes));
            if (object.getValue("inline") instanceof String octets
                    && DATE.matcher(decoded(octets)).find()) {
                sizes.add(decoded(octets).length());
            }
        }
    }

    private static String decoded(String octets) {
        return new String(Base64.getUrlDecoder().decode(octets), StandardCharsets.US_ASCII);
    }

    /** @param sizes become a word, in told events too, which have no octets beside them */
    private static Object neutral(String name, Object value, Set<Object> sizes) {
        if (value instanceof JsonObject object) {
            return neutral(object, sizes);
        }
        if (value instanceof JsonArray array) {
            JsonArray neutral = new JsonArray();
            array.forEach(one -> neutral.add(neutral("", one, sizes)));
            return neutral;
        }
        if (value instanceof Number number) {
            return name.equals("size") && sizes.contains(number) ? "<octets with a date>" : number(name, number);
        }
        return value instanceof String text ? text(name, text) : value;
    }

    private static JsonObject neutral(JsonObject object, Set<Object> sizes) {
        JsonObject neutral = new JsonObject();
        object.forEach(field -> {
            // What the plugin itself says is no part of what differs.
            boolean own = Set.of("answer", "request", "fails", "says").contains(field.getKey());
            neutral.put(field.getKey(), own ? field.getValue() : neutral(field.getKey(), field.getValue(), sizes));
        });
        if (object.getValue("inline") instanceof String octets) {
            neutral.put("inline", "base64url of " + text("", decoded(octets)));
        }
        return neutral;
    }

    private static Object number(String name, Number number) {
        if (name.equals("time") && number.longValue() > 1_500_000_000_000L) {
            return "<milliseconds since 1970>";
        }
        if (name.equals("port") && number.intValue() > 0 && number.intValue() < 65_536) {
            return "<port>";
        }
        if (DURATIONS.contains(name)
                && number.doubleValue() <= 120_000
                && (number.doubleValue() > 0 || name.equals("milliseconds"))) {
            return number instanceof Double ? "<milliseconds, with a fraction>" : "<milliseconds>";
        }
        return OCTETS.contains(name) && number.longValue() > 0 ? "<octets>" : number;
    }

    private static String text(String name, String text) {
        if (name.equals("key") && KEY.matcher(text).matches()) {
            return "<key>";
        }
        if (name.equals("commands") && COMMANDS.matcher(text).matches()) {
            return "smtp.node.<node>.0";
        }
        if (name.equals("endPoint") && !text.isEmpty()) {
            return "<octets>";
        }
        String dated = DATE.matcher(text).replaceAll("<date>");
        String ciphered = CIPHER.matcher(dated).replaceAll("<cipher>");
        return CONNECTION.matcher(ciphered).replaceAll("<connection>");
    }
}
