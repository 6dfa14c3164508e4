package dev.postern.launcher.yaml;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The configuration in the jar, for the defaults that name plugins: which of them there are is nothing that the code knows. */
public final class ShippedFile {
    private static final JsonObject CONTENT = read();

    private ShippedFile() {}

    /** What stands below these keys. */
    public static Object at(String... keys) {
        Object at = CONTENT;
        for (String key : keys) {
            at = ((JsonObject) at).getValue(key);
        }
        return at;
    }

    private static JsonObject read() {
        Map<?, ?> yaml = (Map<?, ?>) YamlFile.parse(ConfigFile.BUNDLED.read());
        return (JsonObject) YamlFile.json(yaml);
    }
}
