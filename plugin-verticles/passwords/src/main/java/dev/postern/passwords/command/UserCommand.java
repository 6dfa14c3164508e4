package dev.postern.launcher;

import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.InvalidConfigurationException;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.config.Reason;
import dev.postern.passwords.users.UsersFile;
import dev.postern.support.BadFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Runs {@code user add}, {@code remove} and {@code list}.
 *
 * @param terminal whom it talks to
 * @param configuration reads it, if it is needed to know which file is meant
 */
record UserTool(Terminal terminal, Supplier<Configuration> configuration) {
    /**
     * Does what the words behind {@code user} say.
     *
     * @return the exit code
     * @throws InvalidConfigurationException if the file cannot be known
     */
    int run(ParseResult user) {
        ParseResult given = user.hasSubcommand() ? user.subcommand() : user;
        CommandLine command = given.commandSpec().commandLine();
        if (given.isUsageHelpRequested()) {
            command.setUsageHelpAutoWidth(true).usage(terminal.out());
            return 0;
        }
        if (!(given.commandSpec().userObject() instanceof UserCommand.Action action)) {
            terminal.complain("user: expected add, remove or list behind it; user --help says what there is");
            return Failure.WRONG_SETUP;
        }
        Path file = action.file() == null ? configured() : action.file();
        try {
            return action.run(new UsersFile(file), terminal);
        } catch (IllegalArgumentException | BadFileException e) {
            terminal.complain(e.getMessage());
        } catch (IOException e) {
            terminal.complain(file + ": " + Reason.of(e));
        }
        return Failure.WRONG_SETUP;
    }

    private Path configured() {
        Configuration read = configuration.get();
        if (!read.isSound("plugins")) {
            throw new InvalidConfigurationException(read.problems());
        }
        return PluginSections.passwords(read).file();
    }
}
