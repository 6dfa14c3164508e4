package dev.postern.launcher.plugins;

import dev.postern.launcher.yaml.StartException;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Supplier;

/**
 * A class that the configuration names. It has a public constructor that takes its options, a {@link JsonObject}, or nothing.
 *
 * @param option that names it
 * @param name as it is written there
 * @param type that it has to be of
 */
record NamedClass<T>(String option, String name, Class<T> type) {
    /**
     * Makes instances.
     *
     * @throws StartException naming the class and what was expected; the supplier throws it, too
     */
    Supplier<T> factory(JsonObject options) {
        Constructor<?> withOptions = constructor(JsonObject.class);
        Constructor<?> plain = withOptions == null ? constructor() : null;
        if (withOptions == null && plain == null) {
            throw wrong("has no public constructor, expected one that takes a JsonObject or nothing");
        }
        return () -> type.cast(withOptions == null ? make(plain) : make(withOptions, options.copy()));
    }

    private Constructor<?> constructor(Class<?>... parameters) {
        try {
            Class<?> named = Class.forName(name);
            if (!type.isAssignableFrom(named)) {
                throw wrong("does not " + (type.isInterface() ? "implement " : "extend ") + type.getName());
            }
            return named.getConstructor(parameters);
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
        return new StartException(option + ": '" + name + "' " + what);
    }
}
