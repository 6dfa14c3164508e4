package dev.postern.launcher.command;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stop}: stops a node as SIGTERM does, and waits until it is gone. */
@Command(
        name = "stop",
        description = {
            "Stops a running node: no more connections, what is in flight finishes, the plugins say bye.",
            "Waits until the node is gone.",
            ""
        },
        footer = {"", ControlCommand.EXIT_CODES})
public final class StopCommand extends ControlCommand {
    /** Milliseconds above what the node takes at most. */
    private static final long MARGIN = 5_000;

    private static final long LOOK = 100;
    /** Between the start of Java and what the node calls its start. */
    private static final Duration START = Duration.ofSeconds(30);

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description =
                    "How long to wait; the node goes on stopping after it. Default: until the node has to be gone.")
    private Long timeout;

    @Override
    void run(FoundNode node, Vertx vertx) {
        Optional<ProcessHandle> process = process(node.status());
        long began = System.nanoTime();
        JsonObject reply = Waiting.on(node.client().post("/v1/stop"));
        long limit = timeout == null ? reply.getLong("limit") + MARGIN : TimeUnit.SECONDS.toMillis(timeout);
        say(node.label() + " is told to stop");
        JsonObject last = Waiting.on(gone(node, vertx, limit));
        if (!last.isEmpty()) {
            throw late(node, limit, last);
        }
        process.ifPresent(handle -> Waiting.on(exit(handle, Math.max(1, limit - since(began)))));
        JsonObject result = new JsonObject()
                .put("node", node.status().getJsonObject("node"))
                .put("state", "stopped")
                .put("took", since(began));
        finish(
                result,
                () -> String.format(Locale.ROOT, "%s has stopped after %.1f s", node.label(), since(began) / 1000.0));
    }

    /** Empty once it is gone, or what it said last when the time is over. */
    private static Future<JsonObject> gone(FoundNode node, Vertx vertx, long limit) {
        Promise<JsonObject> gone = Promise.promise();
        JsonObject[] last = {node.status()};
        vertx.setTimer(limit, late -> gone.tryComplete(last[0]));
        look(node, vertx, gone, last);
        return gone.future();
    }

    private static void look(FoundNode node, Vertx vertx, Promise<JsonObject> gone, JsonObject[] last) {
        node.client()
                .get("/v1/status")
                .onSuccess(status -> last[0] = status)
                .onFailure(cause -> {
                    if (node.client().isGone(cause)) {
                        gone.tryComplete(new JsonObject());
                    }
                })
                .onComplete(asked -> {
                    if (!gone.future().isComplete()) {
                        vertx.setTimer(LOOK, again -> look(node, vertx, gone, last));
                    }
                });
    }

    private static CommandException late(FoundNode node, long limit, JsonObject last) {
        int connections = last.getInteger("connections", 0);
        String what = connections == 1 ? "1 connection is" : connections + " connections are";
        return new CommandException(
                ExitCode.REFUSED,
                node.label() + " still runs " + TimeUnit.MILLISECONDS.toSeconds(limit)
                        + " s after it was told to stop, and " + what + " open; it goes on stopping",
                "",
                new JsonObject()
                        .put("node", node.status().getJsonObject("node"))
                        .put("state", last.getString("state"))
                        .put("connections", connections));
    }

    /** Its process, if that is on this machine: one that has the same number somewhere else began at another time. */
    private static Optional<ProcessHandle> process(JsonObject status) {
        Instant started = Instant.parse(status.getString("started"));
        return ProcessHandle.of(status.getLong("process"))
                .filter(handle -> !handle.equals(ProcessHandle.current()))
                .filter(handle -> handle.info()
                        .startInstant()
                        .filter(start -> Duration.between(start, started).abs().compareTo(START) < 0)
                        .isPresent());
    }

    private static Future<Void> exit(ProcessHandle process, long limit) {
        return Future.fromCompletionStage(
                process.onExit().<Void>thenApply(ended -> null).completeOnTimeout(null, limit, TimeUnit.MILLISECONDS));
    }

    private static long since(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
}
