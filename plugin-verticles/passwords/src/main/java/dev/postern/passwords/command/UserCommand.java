package dev.postern.passwords.command;

import dev.postern.contract.options.Option;
import dev.postern.contract.options.PluginCommand;
import dev.postern.passwords.users.UsersFile;
import dev.postern.support.BadFileException;
import dev.postern.support.Reason;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * {@code user add}, {@code remove} and {@code list}: who may log in.
 *
 * @param file the option that names the file of the users
 */
public record UserCommand(Option<Path> file) implements PluginCommand {
    private static final int WRONG = 2;

    @Override
    public String name() {
        return "user";
    }

    @Override
    public String synopsis() {
        return "user add|remove|list [--json] [--help] [NAME]";
    }

    @Override
    public String help() {
        return "Changes who may log in. A server that runs sees it within a second.";
    }

    @Override
    public int run(Call call) {
        Terminal terminal = new Terminal(call.streams(), call.arguments().contains("--json"));
        CommandLine commandLine = new CommandLine(new UserActions()).setUsageHelpAutoWidth(true);
        try {
            ParseResult parsed = commandLine.parseArgs(call.arguments().toArray(String[]::new));
            return run(parsed.hasSubcommand() ? parsed.subcommand() : parsed, call, terminal);
        } catch (CommandLine.ParameterException e) {
            terminal.complain(e.getMessage() + "; --help says what there is");
            return WRONG;
        }
    }

    private int run(ParseResult given, Call call, Terminal terminal) {
        CommandLine command = given.commandSpec().commandLine();
        if (given.isUsageHelpRequested()) {
            command.setUsageHelpAutoWidth(true).usage(call.streams().out());
            return 0;
        }
        if (!(given.commandSpec().userObject() instanceof UserActions.Action action)) {
            terminal.complain("user: expected add, remove or list behind it; user --help says what there is");
            return WRONG;
        }
        Path users = action.file() == null ? call.options().get().get(file) : action.file();
        try {
            return action.run(new UsersFile(users), terminal);
        } catch (IllegalArgumentException | BadFileException e) {
            terminal.complain(e.getMessage());
        } catch (IOException e) {
            terminal.complain(users + ": " + Reason.of(e));
        }
        return WRONG;
    }
}
