package dev.postern.launcher.config;

import dev.postern.contract.options.PluginDescriptor;
import dev.postern.launcher.yaml.Origin;
import dev.postern.launcher.yaml.Problem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The plugins that bring a descriptor, in the order of the class path. */
public final class PluginDescriptors {
    /** All of them that can be used. */
    public static final List<PluginDescriptor> ALL;

    private static final List<String> PROBLEMS;
    private static final Origin CLASS_PATH = new Origin("class path", 0);
    private static final String SERVER = "smtp";

    static {
        List<PluginDescriptor> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        load(ServiceLoader.load(PluginDescriptor.class).iterator(), found, problems);
        ALL = List.copyOf(found);
        PROBLEMS = List.copyOf(problems);
    }

    private PluginDescriptors() {}

    /** The descriptor of a plugin, if it brings one. */
    public static Optional<PluginDescriptor> named(String name) {
        return ALL.stream().filter(descriptor -> descriptor.name().equals(name)).findFirst();
    }

    /** What is wrong with those that cannot be used. */
    static List<Problem> problems() {
        return PROBLEMS.stream().map(text -> new Problem(CLASS_PATH, text)).toList();
    }

    static void load(Iterator<PluginDescriptor> each, List<PluginDescriptor> found, List<String> problems) {
        while (true) {
            try {
                if (!each.hasNext()) {
                    return;
                }
                PluginDescriptor descriptor = each.next();
                String flaw = flaw(descriptor.name(), found);
                if (flaw.isEmpty()) {
                    found.add(descriptor);
                } else {
                    problems.add("plugin of " + descriptor.getClass().getName() + ": " + flaw);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                problems.add("a plugin's descriptor cannot be used: " + e.getMessage());
            }
        }
    }

    private static String flaw(String name, List<PluginDescriptor> found) {
        if (name == null || Kinds.NAME.reader().apply(name).isEmpty()) {
            return "'" + name + "' is no name, expected " + Kinds.NAME.expected();
        }
        boolean taken = name.equals(SERVER)
                || found.stream().anyMatch(other -> other.name().equals(name));
        return taken ? "the name '" + name + "' is taken, expected another" : "";
    }
}
