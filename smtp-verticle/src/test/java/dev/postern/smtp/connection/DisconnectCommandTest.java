package dev.postern.smtp.connection;

import static dev.postern.smtp.testing.TestServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Decision;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.smtp.content.ContentTest;
import dev.postern.smtp.testing.CommandServer;
import dev.postern.smtp.testing.SteeredPlugin;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The command {@code disconnect}, in every phase of a connection. */
class DisconnectCommandTest extends CommandServer {
    @Test
    void whoIsDisconnectedBeforeTheHandshakeHearsNothing() throws Exception {
        greeted();
        steered.holds(Stage.CONNECT);
        try (Telnet mute = new Telnet(server.port(TestServer.IMPLICIT))) {
            SteeredPlugin.Ask open = steered.ask(Stage.CONNECT);
            await(of(open).disconnect(ENOUGH));
            mute.expectClosed();
            open.answer().complete(Decision.pass());
        }
        assertEquals("disconnected", closeOf(TestServer.IMPLICIT));
    }

    @Test
    void aHandshakeThatIsUnderWayIsCut() throws Exception {
        greeted();
        try (Telnet starting = server.connect(TestServer.STARTTLS)) {
            SteeredPlugin.Ask connected = steered.ask(Stage.CONNECT);
            starting.expect("220").expect("EHLO a.example", "250").expect("STARTTLS", "220");
            assertEquals(CommandFailure.BUSY, failure(of(connected).send(Buffer.buffer("250 in clear\r\n"))));
            await(of(connected).disconnect(ENOUGH));
            starting.expectClosed();
        }
        assertEquals("disconnected", closeOf(TestServer.STARTTLS));
    }

    private String closeOf(int listener) throws Exception {
        while (true) {
            var close = steered.close();
            if (close.client().peer().local().port() == server.port(listener)) {
                return close.reason();
            }
        }
    }

    @Test
    void anIdleClientIsDisconnectedWithTheGroupsReply() throws Exception {
        ConnectionCommands commands = greeted();
        await(commands.disconnect(new Reply(550, "5.7.1", "not you again")));
        assertEquals("550 5.7.1 not you again", client.reply());
        client.expectClosed();
        assertEquals("disconnected", steered.close().reason());
    }

    @Test
    void anOpenAskIsAbandonedAndItsAnswerChangesNothing() throws Exception {
        SteeredPlugin.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        client.expect("220");
        await(of(open).disconnect(ENOUGH));
        client.expect("421 4.7.0 enough for today").expectClosed();
        open.answer().complete(Decision.pass().withAuthenticated("anna").withData(SEEN));
        var close = steered.close();
        assertEquals("disconnected", close.reason());
        assertNull(close.client().user());
        assertEquals(new JsonObject(), close.data());
    }

    @Test
    void aMessageThatIsStillComingIsDroppedWithItsTransaction() throws Exception {
        ConnectionCommands commands = greeted();
        envelope();
        client.send(ContentTest.random(100_000, 5));
        TestServer.eventually("the message has reached the disk", () -> server.spooled() == 1);
        await(commands.disconnect(ENOUGH));
        client.expect("421 4.7.0 enough for today").expectClosed();
        assertEquals("disconnected", steered.reset().reason());
        assertEquals(0, server.delivered().size());
    }

    @Test
    void aMessageUnderJudgementIsNotDelivered() throws Exception {
        steered.holds(Stage.CONTENT);
        client.expect("220");
        envelope();
        client.send("x\r\n.\r\n");
        SteeredPlugin.Ask open = steered.ask(Stage.CONTENT);
        await(of(open).disconnect(ENOUGH));
        client.expect("421 4.7.0 enough for today").expectClosed();
        open.answer().complete(Decision.pass());
        assertEquals("disconnected", steered.close().reason());
        assertEquals(0, server.delivered().size());
    }

    @Test
    void anOpenDeliverIsWaitedForAndTheFinalReplyComesFirst() throws Exception {
        ConnectionCommands commands = greeted();
        envelope();
        server.gate().hold(Stage.DELIVER);
        client.send("x\r\n.\r\nNOOP\r\n");
        server.gate().awaitAsked();
        await(commands.disconnect(ENOUGH));
        assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(commands.disconnect(ENOUGH)));
        assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(commands.send(Buffer.buffer("x"))));
        server.gate().open();
        client.expect("250 2.0.0").expect("421 4.7.0 enough for today").expectClosed();
        assertEquals("disconnected", steered.close().reason());
        assertEquals(1, server.delivered().size());
    }

    @Test
    void onlyARefusalDisconnects() throws Exception {
        ConnectionCommands commands = greeted();
        Throwable cause = cause(commands.disconnect(new Reply(250, "2.0.0", "fine")));
        assertEquals(
                "MALFORMED: argument 'reply' is '250 2.0.0 fine', expected a code from 400 to 599", cause.getMessage());
        client.expect("NOOP", "250");
    }
}
