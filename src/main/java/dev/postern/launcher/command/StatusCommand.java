package dev.postern.launcher.command;

import io.vertx.core.Vertx;
import picocli.CommandLine.Command;

/** {@code status}: what a node is doing now. */
@Command(
        name = "status",
        description = {"Says what a running node is doing: listeners, chains, groups, and what is missing.", ""},
        footer = {"", ControlCommand.EXIT_CODES})
public final class StatusCommand extends ControlCommand {
    @Override
    void run(FoundNode node, Vertx vertx) {
        finish(node.status(), () -> new StatusText(node.status()).toString());
    }
}
