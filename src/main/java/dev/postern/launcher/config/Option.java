package dev.postern.launcher.config;

/**
 * One key of the configuration.
 *
 * @param key as it is written
 * @param shape what may stand there
 * @param preset the default, as YAML would give it (JsonObject for a map, JsonArray for a list); null is empty
 * @param doc one sentence for the operator
 * @param required whether it must be given, since no default makes sense
 */
public record Option(String key, Shape shape, Object preset, String doc, boolean required) {
    static Option of(String key, Shape shape, Object preset, String doc) {
        return new Option(key, shape, preset, doc, false);
    }

    static Option section(String key, String doc, Option... options) {
        return new Option(key, Shape.Section.of(options), null, doc, false);
    }

    static Option required(String key, Shape shape, String doc) {
        return new Option(key, shape, null, doc, true);
    }
}
