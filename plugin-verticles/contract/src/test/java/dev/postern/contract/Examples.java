package dev.postern.contract;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The JSON examples of the contract, which the manual shows too. */
public final class Examples {
    private static final Path ROOT = Path.of("src/test/resources/examples");

    private Examples() {}

    /** The example of a path such as {@code event/connect}. */
    public static JsonObject read(String path) {
        return new JsonObject(text(path + ".json"));
    }

    /** The file's text, by its path below the folder of the examples. */
    static String text(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The paths of all complete examples of a kind. */
    static List<String> rich(String kind) {
        return all(kind).stream().filter(path -> !path.endsWith("-minimal")).toList();
    }

    /** The paths of those that leave out whatever may be absent. */
    static List<String> minimal(String kind) {
        return all(kind).stream().filter(path -> path.endsWith("-minimal")).toList();
    }

    static List<String> all(String kind) {
        try (Stream<Path> files = Files.list(ROOT.resolve(kind))) {
            return files.map(file -> kind + "/" + file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Event event(String name) {
        return Event.fromJson(read("event/" + name));
    }

    /** What a JSON object is after a journey between two JVMs. */
    public static JsonObject travelled(JsonObject json) {
        return new JsonObject(json.encode());
    }
}
