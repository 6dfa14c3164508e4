package dev.postern.launcher.config;

import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.PluginSetup;
import dev.postern.contract.options.StartNotes;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section {@code plugins} of a configuration in which nothing is wrong. */
public final class PluginSections {
    private static final String KEY = "plugins";

    private PluginSections() {}

    /** The options of a plugin. */
    public static OptionValues options(Configuration configuration, PluginDescriptor descriptor) {
        return new OptionValues(configuration.section(KEY).getJsonObject(descriptor.name()));
    }

    /** What is to be said of a plugin. */
    public static StartNotes notes(Configuration configuration, PluginDescriptor descriptor) {
        return descriptor.notes(options(configuration, descriptor));
    }

    /** What a plugin is made from. */
    public static PluginSetup setup(Configuration configuration, PluginDescriptor descriptor) {
        List<String> domains = PluginDescriptors.ALL.stream()
                .flatMap(any -> notes(configuration, any).domains().stream())
                .toList();
        String hostname = configuration.section("smtp").getString("hostname");
        return new PluginSetup(options(configuration, descriptor), hostname, domains);
    }

    /** The path of an option, or of an item in it. */
    public static String path(PluginDescriptor descriptor, String key) {
        return KEY + "." + descriptor.name() + "." + key;
    }

    /** The plugins without descriptor: group to {@code class}, {@code threading}, {@code instances}, {@code options}. */
    public static Map<String, JsonObject> own(Configuration configuration) {
        JsonObject plugins = configuration.section(KEY);
        Map<String, JsonObject> own = new LinkedHashMap<>();
        for (String name : plugins.fieldNames()) {
            if (PluginDescriptors.named(name).isEmpty()) {
                own.put(name, plugins.getJsonObject(name));
            }
        }
        return own;
    }
}
