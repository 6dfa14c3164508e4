package dev.postern.launcher;

import dev.postern.contract.options.Option;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.contract.options.Scalar;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginDescriptors;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.yaml.Problem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the plugins that run here need outside of the configuration. */
record PluginFiles(Setup setup) {
    /** What keeps them from starting. */
    List<Problem> problems() {
        Configuration configuration = setup.configuration();
        return running().stream()
                .flatMap(descriptor -> descriptor.checkFiles(PluginSections.options(configuration, descriptor)).stream()
                        .map(flaw -> configuration.problem(PluginSections.path(descriptor, flaw.key()), flaw.text())))
                .toList();
    }

    /** The folders that they write to, by the paths of their options. */
    Map<String, Path> folders() {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (PluginDescriptor descriptor : running()) {
            for (Option<?> option : descriptor.options()) {
                if (option.kind() instanceof Scalar<?> scalar && scalar.isFolder()) {
                    PluginSections.options(setup.configuration(), descriptor)
                            .find(option)
                            .ifPresent(folder ->
                                    folders.put(PluginSections.path(descriptor, option.key()), (Path) folder));
                }
            }
        }
        return folders;
    }

    /** Those that bring a descriptor; none while it cannot be known which run, or with which options. */
    private List<PluginDescriptor> running() {
        return setup.configuration().isSound("plugins", "chains", "inbox")
                ? PluginDescriptors.ALL.stream()
                        .filter(descriptor -> setup.runs(new Part(descriptor.name())))
                        .toList()
                : List.of();
    }
}
