package dev.postern.launcher.command;

import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.yaml.InvalidConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** A command that speaks to a running node. */
public abstract class ControlCommand {
    static final String EXIT_CODES =
            "Exit code: 0 done, 1 the node said no or did not do it in time, 2 a wrong call or no such node.";

    @Mixin
    private NodeOptions place;

    @Option(names = "--json", description = "Prints one JSON object, also where something is wrong.")
    private boolean json;

    @Option(names = "--help", usageHelp = true, description = "Prints this text, then exits.")
    private boolean help;

    private PrintStream out;

    /**
     * Does what a command line says.
     *
     * @param reading the configuration as a start here would find it, if it is needed to find the node
     * @param err for what is wrong, unless all is to be JSON
     * @return the exit code
     */
    public static int run(ParseResult given, Supplier<Configuration> reading, PrintStream out, PrintStream err) {
        CommandLine command = given.commandSpec().commandLine();
        if (given.isUsageHelpRequested()) {
            command.setUsageHelpAutoWidth(true).usage(out);
            return ExitCode.DONE;
        }
        ControlCommand self = command.getCommand();
        self.out = out;
        try {
            self.run(reading);
            return ExitCode.DONE;
        } catch (CommandException e) {
            return self.complain(e, err);
        } catch (InvalidConfigurationException e) {
            return self.complain(new CommandException(ExitCode.WRONG, e.getMessage()), err);
        }
    }

    /** @throws CommandException if it could not be done */
    abstract void run(FoundNode node, Vertx vertx);

    /** Prints progress; with --json only the result is printed. */
    void say(String line) {
        if (!json) {
            out.println(line);
        }
    }

    /** Prints the result. */
    void finish(JsonObject result, Supplier<String> text) {
        out.println(json ? result.encodePrettily() : text.get());
    }

    private void run(Supplier<Configuration> reading) {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        try {
            run(find(reading, vertx), vertx);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private FoundNode find(Supplier<Configuration> reading, Vertx vertx) {
        if (place.url() == null) {
            return Nodes.in(place.folder(reading), vertx).one(place.node());
        }
        if (place.node() != null) {
            throw new CommandException(ExitCode.WRONG, "--node and --url; expected one of the two");
        }
        ControlClient client = ControlClient.of(vertx, place.url(), place.token(reading), place.authorities());
        try {
            return FoundNode.answering(client, Waiting.on(client.get("/v1/status")));
        } catch (CompletionException e) {
            boolean nobody = e.getCause() instanceof ConnectException;
            throw new CommandException(
                    ExitCode.WRONG,
                    place.url() + " cannot be reached: "
                            + (nobody ? "nobody listens there" : e.getCause().getMessage()));
        }
    }

    private int complain(CommandException failure, PrintStream err) {
        if (json) {
            out.println(new JsonObject()
                    .put("error", failure.getMessage())
                    .mergeIn(failure.details())
                    .encodePrettily());
        } else {
            err.println("postern: " + failure.text());
        }
        return failure.exitCode();
    }
}
