package dev.postern.launcher.plugins;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.plugin.Plugins;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.yaml.StartException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * A plugin that the configuration names by its class. The class has a public constructor that takes its options, a {@link
 * JsonObject}, or nothing.
 *
 * @param options as the configuration gives them
 */
public record OwnPlugin(GroupOptions group, String className, JsonObject options) {
    /** @throws StartException if the group is not in the configuration */
    public static OwnPlugin of(Configuration configuration, String name) {
        JsonObject section = PluginSections.own(configuration).get(name);
        boolean eventLoop = section.getString("threading").equals("event-loop");
        GroupOptions group = eventLoop ? GroupOptions.eventLoop(name) : GroupOptions.worker(name);
        int instances = section.getInteger("instances");
        return new OwnPlugin(
                instances == 0 ? group : group.withInstances(instances),
                section.getString("class"),
                section.getJsonObject("options"));
    }

    public Future<PluginDeployment> deploy(Vertx vertx) {
        return Plugins.deploy(vertx, group, factory());
    }

    /**
     * Makes the instances.
     *
     * @throws StartException naming the class and what was expected
     */
    public Supplier<Plugin> factory() {
        return new NamedClass<>("plugins." + group.group() + ".class", className, Plugin.class).factory(options);
    }
}
