package dev.postern.smtp.connection;

import static dev.postern.smtp.testing.TestServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionInfo;
import dev.postern.contract.ConnectionKey;
import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.smtp.testing.CommandServer;
import dev.postern.smtp.testing.SteeredPlugin;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Commands that look, and what no command can do: without its key, without the right, after the end. */
class LiveCommandsTest extends CommandServer {
    @Test
    void infoIsTheConnectionAsItIsNow() throws Exception {
        ConnectionCommands commands = greeted();
        ConnectionInfo before = await(commands.info());
        assertNull(before.transaction());
        assertNull(before.client().name());

        client.expect("EHLO a.example", "250").expect("MAIL FROM:<a@b.example> SIZE=7", "250");
        client.expect("RCPT TO:<c@d.example>", "250");
        ConnectionInfo now = await(commands.info());
        assertEquals(before.connection() + "-1", now.transaction());
        assertEquals("a.example", now.client().name());
        assertEquals(client.localPort(), now.client().remote().port());
        assertEquals("a@b.example", now.sender().address().toString());
        assertEquals("7", now.sender().parameters().get("SIZE"));
        assertEquals("c@d.example", now.recipients().get(0).address().toString());
        assertTrue(now.sequence() > before.sequence());
    }

    @Test
    void secureAndAuthenticatedAreNobodyInClear() throws Exception {
        ConnectionCommands commands = greeted();
        assertNull(await(commands.secure()));
        assertNull(await(commands.authenticated()));
    }

    @Test
    void secureIsTheTlsSession() throws Exception {
        try (Telnet secure = server.connectTls()) {
            ConnectionCommands commands = of(steered.ask(Stage.SECURE));
            secure.expect("220");
            assertEquals("TLSv1.3", await(commands.secure()).version());
        }
    }

    @Test
    void aClosedConnectionIsUnknown() throws Exception {
        ConnectionCommands commands = greeted();
        client.expect("QUIT", "221").expectClosed();
        steered.close();
        for (Future<?> command : Set.<Future<?>>of(
                commands.info(),
                commands.send(Buffer.buffer("x")),
                commands.authenticated(),
                commands.setAuthenticated("anna"),
                commands.secure(),
                commands.data(),
                commands.setData(SEEN, 0),
                commands.disconnect(ENOUGH))) {
            assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(command));
        }
    }

    @Test
    void whileAnAskIsOpenALostConnectionHasDataButNoClient() throws Exception {
        SteeredPlugin.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        client.expect("220");
        client.reset();
        TestServer.eventually("the server has noticed", () -> sendFails(open));
        assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(of(open).send(Buffer.buffer("x"))));
        assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(of(open).disconnect(ENOUGH)));
        await(of(open).setData(SEEN, 0));
        open.answer().complete(Decision.pass());
        assertEquals(SEEN, steered.close().data());
    }

    private boolean sendFails(SteeredPlugin.Ask open) throws Exception {
        return await(of(open).send(Buffer.buffer("x")).transform(sent -> Future.succeededFuture(sent.failed())));
    }

    @Test
    void aWrongKeyIsForbiddenEverything() throws Exception {
        client.expect("220");
        ConnectionKey right = ConnectionKey.of(steered.ask(Stage.CONNECT).event());
        ConnectionCommands wrong = ConnectionCommands.of(
                server.vertx(), new ConnectionKey(right.commands(), right.connection(), "AAAAAAAAAAAAAAAAAAAAAA"));
        for (Future<?> command : Set.<Future<?>>of(
                wrong.info(),
                wrong.send(Buffer.buffer("x")),
                wrong.authenticated(),
                wrong.setAuthenticated("anna"),
                wrong.secure(),
                wrong.data(),
                wrong.setData(SEEN, 0),
                wrong.disconnect(ENOUGH))) {
            assertEquals(CommandFailure.FORBIDDEN, failure(command));
        }
        client.expect("NOOP", "250");
    }

    @Test
    void aGroupCanDoWhatItMayAndNothingElse() throws Exception {
        client.expect("220");
        ConnectionCommands watching = of(watcher.ask(Stage.CONNECT));
        await(watching.info());
        await(watching.data());
        for (Future<?> command : Set.<Future<?>>of(
                watching.send(Buffer.buffer("x")),
                watching.authenticated(),
                watching.setAuthenticated("anna"),
                watching.secure(),
                watching.setData(SEEN, 0),
                watching.disconnect(ENOUGH))) {
            assertEquals(CommandFailure.FORBIDDEN, failure(command));
        }
        client.expect("NOOP", "250");
    }
}
