package dev.postern.launcher;

import dev.postern.contract.Desk;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.Plugin;
import dev.postern.contract.Plugins;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginSections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Supplier;

/**
 * A plugin that the configuration names by its class. The class has a public constructor that takes its options, a {@link
 * JsonObject}, or nothing.
 *
 * @param options as the configuration gives them
 */
record OwnPlugin(GroupOptions group, String className, JsonObject options) {
    /** @throws StartException if the group is not in the configuration */
    static OwnPlugin of(Configuration configuration, String name) {
        JsonObject section = PluginSections.own(configuration).get(name);
        boolean eventLoop = section.getString("threading").equals("event-loop");
        GroupOptions group = eventLoop ? GroupOptions.eventLoop(name) : GroupOptions.worker(name);
        int instances = section.getInteger("instances");
        return new OwnPlugin(
                instances == 0 ? group : group.withInstances(instances),
                section.getString("class"),
                section.getJsonObject("options"));
    }

    Future<Desk> deploy(Vertx vertx) {
        return Plugins.deploy(vertx, group, factory());
    }

    /**
     * Makes the instances.
     *
     * @throws StartException naming the class and what was expected
     */
    Supplier<Plugin> factory() {
        Constructor<?> withOptions = constructor(JsonObject.class);
        Constructor<?> plain = withOptions == null ? constructor() : null;
        if (withOptions == null && plain == null) {
            throw wrong("has no public constructor, expected one that takes a JsonObject or nothing");
        }
        return () -> (Plugin) (withOptions == null ? make(plain) : make(withOptions, options.copy()));
    }

    private Constructor<?> constructor(Class<?>... parameters) {
        try {
            Class<?> type = Class.forName(className);
            if (!Plugin.class.isAssignableFrom(type)) {
                throw wrong("does not extend " + Plugin.class.getName());
            }
            return type.getConstructor(parameters);
        } catch (ClassNotFoundException | LinkageError e) {
            throw wrong("is not on the class path (" + e.getMessage() + ")");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private Object make(Constructor<?> constructor, Object... arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw wrong("cannot be made: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw wrong("cannot be made: " + e.getMessage());
        }
    }

    private StartException wrong(String what) {
        return new StartException("plugins." + group.group() + ".class: '" + className + "' " + what);
    }
}
