package dev.postern.launcher;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Connect;
import dev.postern.contract.ConnectionKey;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Reply;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.Plugins;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * A process of its own with plugins: what {@code --deploy} names, and one that is no part of Postern. It ends with the process
 * that started it.
 */
public final class PluginsNode {
    private PluginsNode() {}

    /** Tells each client in the greeting which process has let it in. */
    private static final class Doorman extends Plugin {
        @Override
        protected Future<Decision> onConnect(Connect event) {
            String greeting = "let in by process " + ProcessHandle.current().pid();
            return pass(Effect.reply(greeting));
        }

        /** Who says {@code commands.example} sees what commands of this process do to a connection of another. */
        @Override
        protected Future<Decision> onHelo(Helo event) {
            return switch (event.name()) {
                case "commands.example" -> command(event);
                case "unwanted.example" ->
                    commands(event)
                            .disconnect(new Reply(550, "5.7.1", "shown out from afar"))
                            .map(Decision.pass());
                default -> pass();
            };
        }

        private Future<Decision> command(Helo event) {
            ConnectionKey right = ConnectionKey.of(event);
            ConnectionCommands wrong = ConnectionCommands.of(
                    vertx, new ConnectionKey(right.commands(), right.connection(), "AAAAAAAAAAAAAAAAAAAAAA"));
            return commands(event)
                    .send(Buffer.buffer("250-sent from afar\r\n"))
                    .compose(written ->
                            commands(event).setData(new JsonObject().put("written", written), event.revision()))
                    .compose(kept -> commands(event).info())
                    .compose(info -> wrong.setAuthenticated("mallory")
                            .transform(done -> Future.succeededFuture(Decision.pass()
                                    .withReply(
                                            "client " + info.client().remote().address() + ", mallory "
                                                    + CommandFailure.of(done.cause())))));
        }

        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            Decision pass = Decision.pass();
            return Future.succeededFuture(
                    event.data().isEmpty()
                            ? pass
                            : pass.withReply("data " + event.data().encode() + ", user "
                                    + event.client().user()));
        }
    }

    public static void main(String[] args) throws IOException {
        Launch launch = new Launch(
                System.out,
                System.err,
                node -> node.vertx()
                        .compose(vertx -> Plugins.deploy(vertx, GroupOptions.eventLoop("doorman"), Doorman::new)));
        Launch.Outcome outcome = launch.run(args, System.getenv());
        if (outcome.node().isPresent()) {
            System.in.transferTo(System.out);
        }
        Runtime.getRuntime().halt(outcome.exitCode());
    }
}
