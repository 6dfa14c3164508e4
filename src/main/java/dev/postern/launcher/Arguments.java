package dev.postern.launcher;

import dev.postern.contract.options.PluginDescriptor;
import dev.postern.launcher.command.StatusCommand;
import dev.postern.launcher.command.StopCommand;
import dev.postern.launcher.config.Configuration.Setting;
import dev.postern.launcher.config.PluginDescriptors;
import dev.postern.launcher.plugins.PluginCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
        name = "postern",
        customSynopsis = {
            "java -jar postern.jar [--conf PATH] [--set KEY=VALUE]... [--deploy NAME,NAME]",
            "                      [--cluster] [--check] [--help] [--version]",
            "       java -jar postern.jar status|stop [--node NAME|ID] [--json] [--help]"
        },
        description = {
            "",
            "An SMTP server whose decisions are all taken by plugins over the Vert.x event bus.",
            "Without arguments it listens on 127.0.0.1:2525 and keeps mail for localhost in ./mail.",
            ""
        },
        subcommands = {StatusCommand.class, StopCommand.class},
        optionListHeading = "Options:%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Configuration, later wins:",
            "  1. the YAML of --conf; every option with its default is in conf/postern.yaml",
            "  2. environment variables: POSTERN_SMTP_HOSTNAME is smtp.hostname",
            "     ('.' and '-' become '_'), POSTERN_SMTP_LISTENERS_0_PORT a list's first item",
            "  3. --set",
            "",
            "Exit code: 0 stopped or all well, 2 wrong configuration or nothing to listen on,",
            "1 anything else.",
            "",
            "Examples:",
            "  java -jar postern.jar --set smtp.listeners.0.port=2526",
            "  java -jar postern.jar --set smtp.hostname=mail.example.org --check",
            "  java -jar postern.jar --deploy smtp --cluster --set cluster.insecure=true"
        })
final class Arguments {
    private static final String DEPLOY = "--deploy";
    private static final String CLUSTER = "cluster.enabled=true";

    @Option(
            names = "--conf",
            scope = ScopeType.INHERIT,
            paramLabel = "PATH",
            description =
                    "A YAML file, or a folder with some (read in the order of their names). Default: the folder conf, else the copy in the jar.")
    private Path conf;

    @Option(
            names = "--set",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY=VALUE",
            description =
                    "Sets one option; dots in the key lead down, a number is an index: smtp.listeners.0.port=2526.")
    private List<String> set = new ArrayList<>();

    @Option(names = DEPLOY, paramLabel = "NAME", split = ",", description = "What runs in this process.")
    private List<String> deploy = new ArrayList<>();

    @Option(names = "--cluster", description = "The same as --set cluster.enabled=true: joins other nodes.")
    private boolean cluster;

    @Option(names = "--check", description = "Checks the configuration and what it names, then exits.")
    private boolean check;

    @Option(names = "--help", usageHelp = true, description = "Prints this text, then exits.")
    private boolean help;

    @Option(names = "--version", description = "Prints the version, then exits.")
    private boolean version;

    /** Reads the command line into this; it knows the plugins and their commands. */
    CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this).setUsageHelpAutoWidth(true);
        CommandSpec spec = commandLine.getCommandSpec();
        OptionSpec deploys = spec.findOption(DEPLOY);
        spec.remove(deploys);
        spec.addOption(OptionSpec.builder(deploys).description(parts()).build());
        PluginCommands.addTo(commandLine);
        return commandLine;
    }

    private static String parts() {
        String all = PluginDescriptors.ALL.stream().map(PluginDescriptor::name).collect(Collectors.joining(", "));
        String asked = PluginDescriptors.ALL.stream()
                .filter(descriptor -> !descriptor.runsUnasked())
                .map(PluginDescriptor::name)
                .collect(Collectors.joining(", "))
                .replaceFirst(", ([^,]*)$", " and $1");
        return "What runs in this process: smtp, " + all + ". Default: all; " + asked
                + " only if a chain or an inbox names them.";
    }

    Path conf() {
        return conf;
    }

    /** The values given here, each with the words that gave it. */
    List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        if (cluster) {
            settings.add(new Setting("--cluster", CLUSTER));
        }
        set.forEach(assignment -> settings.add(new Setting("--set " + assignment, assignment)));
        return settings;
    }

    /** What is to run here; empty is everything. */
    Set<String> deploy() {
        return new TreeSet<>(deploy);
    }

    boolean check() {
        return check;
    }

    boolean help() {
        return help;
    }

    boolean version() {
        return version;
    }
}
