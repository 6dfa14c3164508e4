package dev.postern.launcher;

import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.InvalidConfigurationException;
import dev.postern.launcher.config.Problem;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
        CommandLine commandLine = new CommandLine(arguments).setUsageHelpAutoWidth(true);
        try {
            commandLine.parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            err.println("postern: " + e.getMessage() + "; --help says what there is");
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
        try {
            Setup setup = setup(arguments, environment);
            return arguments.check() ? check(setup) : start(setup);
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    private static Setup setup(Arguments arguments, Map<String, String> environment) {
        Configuration configuration = await(
                Configuration.load(new Configuration.Request(arguments.conf(), environment, arguments.settings())));
        return new Setup(configuration, Part.of(arguments.deploy(), configuration));
    }

    private Outcome check(Setup setup) {
        requireNone(Preflight.check(setup));
        out.println("configuration ok");
        return Outcome.ended(0);
    }

    private Outcome start(Setup setup) {
        Logs.configure(setup.configuration().section("log"));
        requireNone(Preflight.prepare(setup));
        PosternNode node = new PosternNode(setup);
        onNode.accept(node);
        try {
            await(node.start());
        } catch (RuntimeException e) {
            if (node.isClosing()) {
                return Outcome.ended(0);
            }
            await(node.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty());
            return failed(e);
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

    private Outcome failed(Throwable e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        Failure failure = Failure.of(cause);
        if (failure.exitCode() == Failure.UNEXPECTED) {
            LoggerFactory.getLogger(Main.class).error("unexpected failure at the start", cause);
        }
        err.println(failure.text());
        return Outcome.ended(failure.exitCode());
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
