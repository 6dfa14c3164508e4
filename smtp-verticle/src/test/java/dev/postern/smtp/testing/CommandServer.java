package dev.postern.smtp.testing;

import static dev.postern.smtp.testing.TestServer.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.smtp.options.ChainLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts a server with a group whose answers and commands the test controls, and connects one client. */
public abstract class CommandServer {
    public static final JsonObject SEEN = new JsonObject().put("seen", true);
    public static final Reply ENOUGH = new Reply(421, "4.7.0", "enough for today");

    @TempDir
    Path folder;

    public final SteeredPlugin steered = new SteeredPlugin();
    public final SteeredPlugin watcher = new SteeredPlugin();
    public TestServer server;
    public Telnet client;

    @BeforeEach
    void start() throws Exception {
        ChainLink steering = new ChainLink("steered", 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of());
        server = new TestServer(folder)
                .softBounce(softens())
                .group(steering, steered::plugin)
                .gated();
        ChainLink watching =
                new ChainLink("watcher", 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of("data", "info"));
        server.group(watching, watcher::plugin).start();
        client = server.connect(TestServer.CLEAR);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.expectNothingLeft();
        server.close();
    }

    /** Whether the server has {@code soft-bounce}. */
    public boolean softens() {
        return false;
    }

    public ConnectionCommands of(SteeredPlugin.Ask ask) {
        return ask.commands(server.vertx());
    }

    /** The commands of the group once the client has been greeted. */
    public ConnectionCommands greeted() throws Exception {
        client.expect("220");
        return of(steered.ask(Stage.CONNECT));
    }

    public SteeredPlugin.Ask heldAt(Stage stage, String line) throws Exception {
        steered.holds(stage);
        client.send(line + "\r\n");
        return steered.ask(stage);
    }

    public void envelope() throws Exception {
        client.expect("EHLO a.example", "250").expect("MAIL FROM:<a@b.example>", "250");
        client.expect("RCPT TO:<c@d.example>", "250").expect("DATA", "354");
    }

    public static CommandFailure failure(Future<?> command) {
        return CommandFailure.of(cause(command));
    }

    public static Throwable cause(Future<?> command) {
        return assertThrows(ExecutionException.class, () -> await(command)).getCause();
    }
}
