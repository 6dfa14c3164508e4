package dev.postern.smtp.connection;

import static dev.postern.smtp.testing.TestServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.smtp.testing.CommandServer;
import dev.postern.smtp.testing.SteeredPlugin;
import dev.postern.smtp.testing.Telnet;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The commands {@code setAuthenticated} and {@code setData}, and decisions that say something else. */
class KeptByCommandTest extends CommandServer {
    @Test
    void aUserThatACommandNamesIsTheUserFromNowOn() throws Exception {
        ConnectionCommands commands = greeted();
        await(commands.setAuthenticated("anna"));
        assertEquals("anna", await(commands.authenticated()));
        client.expect("EHLO a.example", "250");
        assertEquals("anna", steered.ask(Stage.HELO).event().client().user());
        await(commands.setAuthenticated(null));
        assertNull(await(commands.authenticated()));
    }

    @Test
    void theLaterWordOnTheUserCounts() throws Exception {
        SteeredPlugin.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        await(of(open).setAuthenticated("command"));
        open.answer().complete(Decision.pass().withAuthenticated("effect"));
        client.expect("220").expect("250");
        assertEquals("effect", await(of(open).authenticated()));
        await(of(open).setAuthenticated("command"));
        assertEquals("command", await(of(open).authenticated()));
    }

    @Test
    void aCommandsWordDecidesALoginThatSaysNothingItself() throws Exception {
        steered.holds(Stage.AUTHENTICATE);
        try (Telnet secure = server.connectTls()) {
            secure.expect("220").expect("EHLO a.example", "250");
            secure.send("AUTH PLAIN " + base64("\0joe\0secret") + "\r\n");
            SteeredPlugin.Ask open = steered.ask(Stage.AUTHENTICATE);
            await(of(open).setAuthenticated("anna"));
            open.answer().complete(Decision.pass());
            secure.expect("235");
            assertEquals("anna", await(of(open).authenticated()));
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void dataIsReplacedAgainstItsRevision() throws Exception {
        ConnectionCommands commands = greeted();
        assertEquals(ConnectionData.NONE, await(commands.data()));
        assertEquals(new ConnectionData(SEEN, 1), await(commands.setData(SEEN, 0)));
        assertEquals(new ConnectionData(SEEN, 1), await(commands.data()));
        client.expect("EHLO a.example", "250");
        assertEquals(1, steered.ask(Stage.HELO).event().revision());
        Throwable cause = cause(commands.setData(new JsonObject(), 0));
        assertEquals("STALE: revision 0 was to be replaced, but the data is at 1", cause.getMessage());
        assertEquals(CommandFailure.STALE, CommandFailure.of(cause));
        assertEquals(new ConnectionData(SEEN, 1), await(commands.data()));
    }

    @Test
    void dataHasSixtyFourKibibytesAtMost() throws Exception {
        ConnectionCommands commands = greeted();
        JsonObject most = new JsonObject().put("d", "x".repeat(65_528));
        await(commands.setData(most, 0));
        Throwable cause = cause(commands.setData(new JsonObject().put("d", "x".repeat(65_529)), 1));
        assertEquals("TOO_LARGE: argument 'data' of 65537 octets, expected at most 65536", cause.getMessage());
        assertEquals(new ConnectionData(most, 1), await(commands.data()));
    }

    @Test
    void groupsDoNotSeeEachOthersData() throws Exception {
        await(greeted().setData(SEEN, 0));
        ConnectionCommands other = of(watcher.ask(Stage.CONNECT));
        assertEquals(ConnectionData.NONE, await(other.data()));
    }

    @Test
    void anEffectOfAnAskFromBeforeTheCommandIsDroppedAndItsDecisionStands() throws Exception {
        SteeredPlugin.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        await(of(open).setData(SEEN, 0));
        open.answer()
                .complete(Decision.reject(550, "5.7.1", "go away").withData(new JsonObject().put("seen", "by effect")));
        client.expect("220").expect("550 go away");
        assertEquals(new ConnectionData(SEEN, 1), await(of(open).data()));
    }

    @Test
    void anEffectThatComesFirstMakesTheCommandStale() throws Exception {
        SteeredPlugin.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        open.answer().complete(Decision.pass().withData(SEEN));
        client.expect("220").expect("250");
        assertEquals(CommandFailure.STALE, failure(of(open).setData(new JsonObject(), 0)));
        assertEquals(2, await(of(open).setData(new JsonObject(), 1)).revision());
    }

    @Test
    void dataCanBeSetWhileAMessageIsDelivered() throws Exception {
        ConnectionCommands commands = greeted();
        envelope();
        server.gate().hold(Stage.DELIVER);
        client.send("x\r\n.\r\n");
        server.gate().awaitAsked();
        await(commands.setData(SEEN, 0));
        server.gate().open();
        client.expect("250 2.0.0").expect("QUIT", "221").expectClosed();
        assertEquals(SEEN, steered.close().data());
    }

    @Test
    void aUserCanBeNamedWhileAMessageIsDelivered() throws Exception {
        ConnectionCommands commands = greeted();
        envelope();
        server.gate().hold(Stage.DELIVER);
        client.send("x\r\n.\r\n");
        server.gate().awaitAsked();
        await(commands.setAuthenticated("anna"));
        server.gate().open();
        client.expect("250 2.0.0").expect("QUIT", "221").expectClosed();
        assertEquals("anna", steered.close().client().user());
    }
}
