package dev.postern.launcher.command;

import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.ControlSection;
import dev.postern.launcher.control.BearerToken;
import dev.postern.launcher.control.ControlFolder;
import dev.postern.launcher.yaml.InvalidConfigurationException;
import dev.postern.support.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where the node of a command is: the options that all commands share. */
final class NodeOptions {
    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "The folder node.data of the node. Default: that of the configuration, as a start here would find it.")
    private Path data;

    @Option(
            names = "--node",
            paramLabel = "NAME|ID",
            description = "Which node is meant, where several run in one folder.")
    private String node;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Speaks to a node by TCP, as https://mail.example.org:9465, instead of its socket.")
    private URI url;

    @Option(
            names = "--token-file",
            paramLabel = "PATH",
            description =
                    "The file with the token for --url. Default: control.token or control.token-file of the configuration.")
    private Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "PATH",
            description =
                    "Whom to believe that it is the node of --url: certificates in PEM. Default: whom Java believes.")
    private Path authorities;

    /** Null if none was named. */
    String node() {
        return node;
    }

    /** Null for the socket. */
    URI url() {
        return url;
    }

    /** Null for what Java believes. */
    Path authorities() {
        return authorities;
    }

    ControlFolder folder(Supplier<Configuration> reading) {
        if (data != null) {
            return ControlFolder.in(data);
        }
        return ControlFolder.in(Path.of(sound(reading, "node").section("node").getString("data")));
    }

    String token(Supplier<Configuration> reading) {
        Path file = tokenFile;
        if (file == null) {
            ControlSection control = ControlSection.of(sound(reading, "control"));
            if (control.token() != null) {
                return control.token();
            }
            file = control.tokenFile();
        }
        if (file == null) {
            throw new CommandException(
                    ExitCode.WRONG,
                    "no token for " + url + "; expected --token-file, or control.token-file in the configuration");
        }
        try {
            return BearerToken.read(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.WRONG, "token file '" + file + "': " + Reason.of(e));
        }
    }

    private static Configuration sound(Supplier<Configuration> reading, String section) {
        Configuration configuration = reading.get();
        if (!configuration.isSound(section)) {
            throw new InvalidConfigurationException(configuration.problems());
        }
        return configuration;
    }
}
