package dev.postern.launcher;

import dev.postern.contract.options.PluginCommand;
import dev.postern.launcher.command.ControlCommand;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.log.Logs;
import dev.postern.launcher.plugins.PluginCommands;
import dev.postern.launcher.yaml.InvalidConfigurationException;
import dev.postern.launcher.yaml.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * One start from the command line.
 *
 * @param out for what was asked for, and the text that greets the operator
 * @param err for what is wrong
 * @param onNode gets the node before it starts, to stop it when its time has come
 */
record Launch(PrintStream out, PrintStream err, Consumer<PosternNode> onNode) {
    private static final long CLOSE_SECONDS = 10;

    /**
     * How it went.
     *
     * @param exitCode 0, 1 or 2
     * @param node what runs now, if anything does
     */
    record Outcome(int exitCode, Optional<PosternNode> node) {
        static Outcome ended(int exitCode) {
            return new Outcome(exitCode, Optional.empty());
        }
    }

    /** Does what the arguments say; returns once it is done, or once everything runs. */
    Outcome run(String[] args, Map<String, String> environment) {
        Arguments arguments = new Arguments();
        CommandLine commandLine = arguments.commandLine();
        CommandLine.ParseResult parsed;
        try {
            parsed = commandLine.parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            complain(args, "postern: " + e.getMessage() + "; --help says what there is");
            return Outcome.ended(Failure.WRONG_SETUP);
        }
        if (arguments.help()) {
            commandLine.usage(out);
            return Outcome.ended(0);
        }
        if (arguments.version()) {
            out.println(Version.line());
            return Outcome.ended(0);
        }
        Supplier<Configuration> reading = () -> await(
                Configuration.read(new Configuration.Request(arguments.conf(), environment, arguments.settings())));
        try {
            if (parsed.hasSubcommand()) {
                return Outcome.ended(command(parsed.subcommand(), reading));
            }
            Configuration configuration = reading.get();
            Setup setup = new Setup(configuration, Part.of(arguments.deploy(), configuration));
            List<Problem> problems = new ArrayList<>(configuration.problems());
            problems.addAll(Part.unknown(arguments.deploy(), configuration));
            return arguments.check() ? check(setup, problems) : start(setup, problems);
        } catch (RuntimeException e) {
            Failure failure = failure(e);
            complain(args, failure.text());
            return Outcome.ended(failure.exitCode());
        }
    }

    /** Also where the command has not been understood, or cannot begin, a program that wants JSON gets it. */
    private void complain(String[] args, String text) {
        if (List.of(args).contains("--json")) {
            out.println(new JsonObject()
                    .put("error", text.replaceFirst("^postern: ", ""))
                    .encodePrettily());
        } else {
            err.println(text);
        }
    }

    private int command(CommandLine.ParseResult given, Supplier<Configuration> reading) {
        return given.commandSpec().userObject() instanceof ControlCommand
                ? ControlCommand.run(given, reading, out, err)
                : PluginCommands.run(given, new PluginCommand.Streams(out, err, System.in), reading);
    }

    private Outcome check(Setup setup, List<Problem> problems) {
        Preflight.check(setup, problems);
        requireNone(problems);
        out.println("configuration ok");
        return Outcome.ended(0);
    }

    private Outcome start(Setup setup, List<Problem> problems) {
        Preflight.prepare(setup, problems);
        requireNone(problems);
        Logs.configure(setup.configuration().section("log"));
        PosternNode node = new PosternNode(setup);
        onNode.accept(node);
        try {
            await(node.start());
        } catch (RuntimeException e) {
            if (node.isClosing()) {
                return Outcome.ended(0);
            }
            await(node.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty());
            throw e;
        }
        greet(node);
        return new Outcome(0, Optional.of(node));
    }

    private void greet(PosternNode node) {
        Welcome welcome = new Welcome(node);
        if (Logs.isJson(node.setup().configuration().section("log"))) {
            welcome.lines().forEach(LoggerFactory.getLogger(Main.class)::info);
        } else {
            out.println(welcome.text());
        }
    }

    private static Failure failure(Throwable e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        Failure failure = Failure.of(cause);
        if (failure.exitCode() == Failure.UNEXPECTED) {
            LoggerFactory.getLogger(Main.class).error("unexpected failure at the start", cause);
        }
        return failure;
    }

    private static void requireNone(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
