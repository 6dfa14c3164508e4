package dev.postern.launcher.plugins;

import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginCommand;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginDescriptors;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.yaml.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Unmatched;

/** The commands that plugins bring. What the command line knows is taken out of their words; they read the rest themselves. */
public final class PluginCommands {
    private PluginCommands() {}

    /** The words behind one of them. */
    @Command
    private static final class Words {
        final PluginDescriptor descriptor;
        final PluginCommand command;

        @Unmatched
        private List<String> words = new ArrayList<>();

        Words(PluginDescriptor descriptor, PluginCommand command) {
            this.descriptor = descriptor;
            this.command = command;
        }
    }

    /** Makes the command line know all of them. */
    public static void addTo(CommandLine commandLine) {
        List<String> synopsis = new ArrayList<>(
                List.of(commandLine.getCommandSpec().usageMessage().customSynopsis()));
        for (PluginDescriptor descriptor : PluginDescriptors.ALL) {
            for (PluginCommand command : descriptor.commands()) {
                if (!commandLine.getSubcommands().containsKey(command.name())) {
                    CommandSpec spec = CommandSpec.forAnnotatedObject(new Words(descriptor, command))
                            .name(command.name());
                    spec.usageMessage().description(command.help());
                    commandLine.addSubcommand(spec);
                    synopsis.add("       java -jar postern.jar " + command.synopsis());
                }
            }
        }
        commandLine.getCommandSpec().usageMessage().customSynopsis(synopsis.toArray(String[]::new));
    }

    /**
     * Does it.
     *
     * @return the exit code
     */
    public static int run(
            CommandLine.ParseResult parsed, PluginCommand.Streams streams, Supplier<Configuration> configuration) {
        Words words = (Words) parsed.commandSpec().userObject();
        Supplier<OptionValues> options = () -> options(configuration.get(), words.descriptor);
        return words.command.run(new PluginCommand.Call(words.words, streams, options));
    }

    private static OptionValues options(Configuration configuration, PluginDescriptor descriptor) {
        if (!configuration.isSound("plugins")) {
            throw new InvalidConfigurationException(configuration.problems());
        }
        return PluginSections.options(configuration, descriptor);
    }
}
