package dev.postern.launcher.command;

import dev.postern.launcher.control.ControlFolder;
import dev.postern.support.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The nodes that have a socket in one folder. */
final class Nodes {
    private final ControlFolder folder;
    private final List<FoundNode> found;

    private Nodes(ControlFolder folder, List<FoundNode> found) {
        this.folder = folder;
        this.found = found;
    }

    /** Asks all that have a socket there. It blocks. */
    static Nodes in(ControlFolder folder, Vertx vertx) {
        List<Path> sockets;
        try {
            sockets = folder.sockets();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.WRONG,
                    shown(folder) + ": " + Reason.of(e) + "; only the user who runs the node, and root, can ask it");
        }
        List<Future<FoundNode>> asked = new ArrayList<>();
        for (Path socket : sockets) {
            ControlClient client = ControlClient.of(vertx, socket);
            asked.add(client.get("/v1/status")
                    .map(status -> FoundNode.answering(client, status))
                    .otherwise(cause -> client.isGone(cause) ? null : silent(client, socket, cause)));
        }
        List<FoundNode> found = new ArrayList<>();
        asked.forEach(answer -> found.add(Waiting.on(answer)));
        found.removeIf(Objects::isNull);
        return new Nodes(folder, found);
    }

    private static FoundNode silent(ControlClient client, Path socket, Throwable cause) {
        return new FoundNode(
                client, socket.getFileName().toString(), new JsonObject(), "no answer: " + cause.getMessage());
    }

    /**
     * The one that is meant.
     *
     * @param nameOrId null if there has to be one only
     */
    FoundNode one(String nameOrId) {
        if (found.isEmpty()) {
            throw new CommandException(
                    ExitCode.WRONG,
                    "no node runs: nobody answers in " + shown(folder)
                            + ", which is the folder control of node.data; --data, --conf or --set node.data=PATH names another one");
        }
        List<FoundNode> meant = found.stream()
                .filter(node -> nameOrId == null || node.isCalled(nameOrId))
                .toList();
        if (meant.isEmpty()) {
            throw several("no node in " + shown(folder) + " has the name or the id '" + nameOrId + "'", found);
        }
        if (meant.size() > 1) {
            throw several(
                    meant.size() + " nodes run in " + shown(folder) + ", expected --node with an id or a name of one",
                    meant);
        }
        FoundNode one = meant.get(0);
        if (one.trouble() != null) {
            throw new CommandException(ExitCode.REFUSED, one.client().name() + " gives " + one.trouble());
        }
        return one;
    }

    private static CommandException several(String text, List<FoundNode> nodes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "NAME", "STATE", "RUNS"));
        nodes.forEach(node -> rows.add(List.of(
                node.id(),
                node.name(),
                node.brief().getString("state"),
                node.status().getJsonArray("runs", new JsonArray()).stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ")))));
        JsonArray briefs = new JsonArray(nodes.stream().map(FoundNode::brief).toList());
        return new CommandException(
                ExitCode.WRONG, text, ":\n" + Table.of(rows).stripTrailing(), new JsonObject().put("nodes", briefs));
    }

    private static Path shown(ControlFolder folder) {
        return folder.path().toAbsolutePath().normalize();
    }
}
