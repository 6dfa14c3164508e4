package dev.postern.smtp.connection;

import static dev.postern.smtp.testing.TestServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.smtp.testing.CommandServer;
import dev.postern.smtp.testing.SteeredPlugin;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

/** The command {@code send}, whatever else is open. */
class SendCommandTest extends CommandServer {
    @Test
    void octetsSentGoToTheClientAsTheyAre() throws Exception {
        ConnectionCommands commands = greeted();
        assertEquals(19, await(commands.send(Buffer.buffer("250-not ours\r\n\0\u00e9\r\n"))));
        assertEquals(0, await(commands.send(Buffer.buffer())));
        client.expect("250-not ours").expect("NOOP", "250");
    }

    @Test
    void octetsCanBeSentBeforeTheGreeting() throws Exception {
        client.expect("220");
        steered.ask(Stage.CONNECT);
        steered.holds(Stage.CONNECT);
        try (Telnet waiting = server.connect(TestServer.CLEAR)) {
            SteeredPlugin.Ask open = steered.ask(Stage.CONNECT);
            await(of(open).send(Buffer.buffer("220-one moment\r\n")));
            open.answer().complete(Decision.pass());
            assertEquals("220-one moment\n220 localhost ESMTP Postern", waiting.reply());
        }
    }

    @Test
    void octetsSentWhileAnAskIsOpenComeBeforeItsReply() throws Exception {
        SteeredPlugin.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        await(of(open).send(Buffer.buffer("111 one moment\r\n")));
        open.answer().complete(Decision.pass());
        client.expect("220").expect("111 one moment").expect("250");
        await(of(open).send(Buffer.buffer("111 after the answer\r\n")));
        client.expect("111 after the answer");
    }

    @Test
    void octetsSentWhileAMessageIsDeliveredComeBeforeTheFinalReply() throws Exception {
        ConnectionCommands commands = greeted();
        envelope();
        server.gate().hold(Stage.DELIVER);
        client.send("x\r\n.\r\n");
        server.gate().awaitAsked();
        await(commands.send(Buffer.buffer("111 one moment\r\n")));
        server.gate().open();
        client.expect("111 one moment").expect("250 2.0.0");
    }

    @Test
    void sixtyFourKibibytesCanBeSentAndNotOneMore() throws Exception {
        ConnectionCommands commands = greeted();
        byte[] most = new byte[65_536];
        assertEquals(most.length, await(commands.send(Buffer.buffer(most))));
        assertEquals(most.length, client.in().readNBytes(most.length).length);
        Throwable cause = cause(commands.send(Buffer.buffer(new byte[65_537])));
        assertEquals("TOO_LARGE: argument 'octets' of 65537 octets, expected at most 65536", cause.getMessage());
    }

    @Test
    void whatAClientDoesNotReadIsNotHeapedUp() throws Exception {
        ConnectionCommands commands = greeted();
        Buffer much = Buffer.buffer(new byte[65_536]);
        CommandFailure failure = null;
        for (int i = 0; i < 1000 && failure == null; i++) {
            failure = await(commands.send(much)
                    .<CommandFailure>map(sent -> null)
                    .recover(cause -> Future.succeededFuture(CommandFailure.of(cause))));
        }
        assertEquals(CommandFailure.BUSY, failure);
        assertEquals(
                client.localPort(), await(commands.info()).client().remote().port());
    }

    @Test
    void noWordLeavesInClearWhereTlsComesFirst() throws Exception {
        greeted();
        steered.holds(Stage.CONNECT);
        try (Telnet mute = new Telnet(server.port(TestServer.IMPLICIT))) {
            SteeredPlugin.Ask open = steered.ask(Stage.CONNECT);
            assertEquals(CommandFailure.BUSY, failure(of(open).send(Buffer.buffer("220 in clear\r\n"))));
            open.answer().complete(Decision.pass());
            mute.handshake();
            mute.expect("220 localhost");
        }
    }
}
