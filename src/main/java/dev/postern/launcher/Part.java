package dev.postern.launcher;

import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.PluginSetup;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.plugin.Plugins;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginDescriptors;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.config.SmtpSection;
import dev.postern.launcher.config.Suggestions;
import dev.postern.launcher.plugins.OwnPlugin;
import dev.postern.launcher.yaml.Origin;
import dev.postern.launcher.yaml.Problem;
import dev.postern.launcher.yaml.StartException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What can run in a process: the server, the plugins that bring a descriptor, and those that the configuration names by their
 * class.
 *
 * @param key the name that {@code --deploy} uses; of a plugin, its group
 */
record Part(String key) {
    static final Part SMTP = new Part("smtp");

    /** Starts the plugin on this node. */
    Future<PluginDeployment> deploy(Vertx vertx, Configuration configuration) {
        return PluginDescriptors.named(key)
                .map(descriptor -> deploy(vertx, descriptor, PluginSections.setup(configuration, descriptor)))
                .orElseGet(() -> OwnPlugin.of(configuration, key).deploy(vertx));
    }

    private Future<PluginDeployment> deploy(Vertx vertx, PluginDescriptor descriptor, PluginSetup setup) {
        GroupOptions asked = descriptor.group();
        GroupOptions group = new GroupOptions(key, descriptor.version(), asked.threading(), asked.instances());
        try {
            return Plugins.deploy(vertx, group, descriptor.plugin(setup));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new StartException("plugins." + key + ": " + e.getMessage()));
        }
    }

    /** Everything that this configuration knows. */
    static List<Part> all(Configuration configuration) {
        List<Part> all = new ArrayList<>(List.of(SMTP));
        PluginDescriptors.ALL.forEach(descriptor -> all.add(new Part(descriptor.name())));
        PluginSections.own(configuration).keySet().forEach(name -> all.add(new Part(name)));
        return all;
    }

    /** What is wrong with the names of {@code --deploy}: they are of nothing that this configuration knows. */
    static List<Problem> unknown(Set<String> names, Configuration configuration) {
        List<String> known = all(configuration).stream().map(Part::key).toList();
        return names.stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Problem(
                        new Origin("--deploy", 0),
                        "'" + name + "' is nothing that runs here; " + Suggestions.hint(name, known)))
                .toList();
    }

    /** The parts with these names; without any name all that have something to do. */
    static Set<Part> of(Set<String> names, Configuration configuration) {
        Set<String> named = SmtpSection.groupsNamed(configuration);
        return all(configuration).stream()
                .filter(part ->
                        names.isEmpty() ? part.runsUnasked() || named.contains(part.key()) : names.contains(part.key()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether it has something to do where neither a chain nor an inbox names it, and all that it needs at first. */
    private boolean runsUnasked() {
        return PluginDescriptors.named(key).map(PluginDescriptor::runsUnasked).orElse(true);
    }

    /** The plugins among them. */
    static List<Part> plugins(Set<Part> parts) {
        return parts.stream().filter(part -> !part.equals(SMTP)).toList();
    }
}
