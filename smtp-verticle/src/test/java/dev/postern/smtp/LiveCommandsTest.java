package dev.postern.smtp;

import static dev.postern.smtp.TestServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Commands;
import dev.postern.contract.ConnectionKey;
import dev.postern.contract.Decision;
import dev.postern.contract.Info;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.State;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command on a live connection, and what comes of it if a decision is open at the same time. */
class LiveCommandsTest {
    private static final JsonObject SEEN = new JsonObject().put("seen", true);
    private static final Reply ENOUGH = new Reply(421, "4.7.0", "enough for today");

    @TempDir
    Path folder;

    private final Pilot pilot = new Pilot();
    private final Pilot watcher = new Pilot();
    private TestServer server;
    private Telnet client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder)
                .group("pilot", Link.Role.PLAIN, pilot::plugin)
                .gated();
        Link watching = new Link("watcher", 0, Set.of(), 0, Map.of(), Link.Role.PLAIN, Set.of("data", "info"));
        server.group(watching, watcher::plugin).start();
        client = server.connect(TestServer.CLEAR);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.expectNothingLeft();
        server.close();
    }

    private Commands of(Pilot.Ask ask) {
        return ask.commands(server.vertx());
    }

    /** What the group can do once the client has been greeted. */
    private Commands greeted() throws Exception {
        client.expect("220");
        return of(pilot.ask(Stage.CONNECT));
    }

    private Pilot.Ask heldAt(Stage stage, String line) throws Exception {
        pilot.holds(stage);
        client.send(line + "\r\n");
        return pilot.ask(stage);
    }

    private void envelope() throws Exception {
        client.expect("EHLO a.example", "250").expect("MAIL FROM:<a@b.example>", "250");
        client.expect("RCPT TO:<c@d.example>", "250").expect("DATA", "354");
    }

    private static CommandFailure failure(Future<?> command) {
        return CommandFailure.of(cause(command));
    }

    private static Throwable cause(Future<?> command) {
        return assertThrows(ExecutionException.class, () -> await(command)).getCause();
    }

    @Test
    void infoIsTheConnectionAsItIsNow() throws Exception {
        Commands commands = greeted();
        Info before = await(commands.info());
        assertNull(before.transaction());
        assertNull(before.client().name());

        client.expect("EHLO a.example", "250").expect("MAIL FROM:<a@b.example> SIZE=7", "250");
        client.expect("RCPT TO:<c@d.example>", "250");
        Info now = await(commands.info());
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
        Commands commands = greeted();
        assertNull(await(commands.secure()));
        assertNull(await(commands.authenticated()));
    }

    @Test
    void secureIsTheTlsSession() throws Exception {
        try (Telnet secure = server.connectTls()) {
            Commands commands = of(pilot.ask(Stage.SECURE));
            secure.expect("220");
            assertEquals("TLSv1.3", await(commands.secure()).version());
        }
    }

    @Test
    void octetsSentGoToTheClientAsTheyAre() throws Exception {
        Commands commands = greeted();
        assertEquals(19, await(commands.send(Buffer.buffer("250-not ours\r\n\0\u00e9\r\n"))));
        assertEquals(0, await(commands.send(Buffer.buffer())));
        client.expect("250-not ours").expect("NOOP", "250");
    }

    @Test
    void octetsCanBeSentBeforeTheGreeting() throws Exception {
        client.expect("220");
        pilot.ask(Stage.CONNECT);
        pilot.holds(Stage.CONNECT);
        try (Telnet waiting = server.connect(TestServer.CLEAR)) {
            Pilot.Ask open = pilot.ask(Stage.CONNECT);
            await(of(open).send(Buffer.buffer("220-one moment\r\n")));
            open.answer().complete(Decision.pass());
            assertEquals("220-one moment\n220 localhost ESMTP Postern", waiting.reply());
        }
    }

    @Test
    void octetsSentWhileAnAskIsOpenComeBeforeItsReply() throws Exception {
        Pilot.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        await(of(open).send(Buffer.buffer("111 one moment\r\n")));
        open.answer().complete(Decision.pass());
        client.expect("220").expect("111 one moment").expect("250");
        await(of(open).send(Buffer.buffer("111 after the answer\r\n")));
        client.expect("111 after the answer");
    }

    @Test
    void octetsSentWhileAMessageIsDeliveredComeBeforeTheFinalReply() throws Exception {
        Commands commands = greeted();
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
        Commands commands = greeted();
        byte[] most = new byte[65_536];
        assertEquals(most.length, await(commands.send(Buffer.buffer(most))));
        assertEquals(most.length, client.in().readNBytes(most.length).length);
        Throwable cause = cause(commands.send(Buffer.buffer(new byte[65_537])));
        assertEquals("TOO_LARGE: argument 'octets' of 65537 octets, expected at most 65536", cause.getMessage());
    }

    @Test
    void whatAClientDoesNotReadIsNotHeapedUp() throws Exception {
        Commands commands = greeted();
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
        pilot.holds(Stage.CONNECT);
        try (Telnet mute = new Telnet(server.port(TestServer.IMPLICIT))) {
            Pilot.Ask open = askOf(mute);
            assertEquals(CommandFailure.BUSY, failure(of(open).send(Buffer.buffer("220 in clear\r\n"))));
            open.answer().complete(Decision.pass());
            mute.handshake();
            mute.expect("220 localhost");
        }
    }

    @Test
    void whoIsDisconnectedBeforeTheHandshakeHearsNothing() throws Exception {
        pilot.holds(Stage.CONNECT);
        try (Telnet mute = new Telnet(server.port(TestServer.IMPLICIT))) {
            Pilot.Ask open = askOf(mute);
            await(of(open).disconnect(ENOUGH));
            mute.expectClosed();
            open.answer().complete(Decision.pass());
        }
        assertEquals("disconnected", closeOf(TestServer.IMPLICIT));
    }

    @Test
    void aHandshakeThatIsUnderWayIsCut() throws Exception {
        try (Telnet starting = server.connect(TestServer.STARTTLS)) {
            Pilot.Ask connected = askOf(starting);
            starting.expect("220").expect("EHLO a.example", "250").expect("STARTTLS", "220");
            assertEquals(CommandFailure.BUSY, failure(of(connected).send(Buffer.buffer("250 in clear\r\n"))));
            await(of(connected).disconnect(ENOUGH));
            starting.expectClosed();
        }
        assertEquals("disconnected", closeOf(TestServer.STARTTLS));
    }

    /** The greeting of the test's first client is held, or past. */
    private Pilot.Ask askOf(Telnet other) throws Exception {
        while (true) {
            Pilot.Ask ask = pilot.ask(Stage.CONNECT);
            if (ask.event().client().remote().port() == other.localPort()) {
                return ask;
            }
            ask.answer().tryComplete(Decision.pass());
        }
    }

    private String closeOf(int listener) throws Exception {
        while (true) {
            var close = pilot.close();
            if (close.client().peer().local().port() == server.port(listener)) {
                return close.reason();
            }
        }
    }

    @Test
    void aUserThatACommandNamesIsTheUserFromNowOn() throws Exception {
        Commands commands = greeted();
        await(commands.setAuthenticated("anna"));
        assertEquals("anna", await(commands.authenticated()));
        client.expect("EHLO a.example", "250");
        assertEquals("anna", pilot.ask(Stage.HELO).event().client().user());
        await(commands.setAuthenticated(null));
        assertNull(await(commands.authenticated()));
    }

    @Test
    void theLaterWordOnTheUserCounts() throws Exception {
        Pilot.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        await(of(open).setAuthenticated("command"));
        open.answer().complete(Decision.pass().withAuthenticated("effect"));
        client.expect("220").expect("250");
        assertEquals("effect", await(of(open).authenticated()));
        await(of(open).setAuthenticated("command"));
        assertEquals("command", await(of(open).authenticated()));
    }

    @Test
    void aCommandsWordDecidesALoginThatSaysNothingItself() throws Exception {
        pilot.holds(Stage.AUTHENTICATE);
        try (Telnet secure = server.connectTls()) {
            secure.expect("220").expect("EHLO a.example", "250");
            secure.send("AUTH PLAIN " + base64("\0joe\0secret") + "\r\n");
            Pilot.Ask open = pilot.ask(Stage.AUTHENTICATE);
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
        Commands commands = greeted();
        assertEquals(State.NONE, await(commands.data()));
        assertEquals(new State(SEEN, 1), await(commands.setData(SEEN, 0)));
        assertEquals(new State(SEEN, 1), await(commands.data()));
        client.expect("EHLO a.example", "250");
        assertEquals(1, pilot.ask(Stage.HELO).event().revision());
        Throwable cause = cause(commands.setData(new JsonObject(), 0));
        assertEquals("STALE: revision 0 was to be replaced, but the data is at 1", cause.getMessage());
        assertEquals(CommandFailure.STALE, CommandFailure.of(cause));
        assertEquals(new State(SEEN, 1), await(commands.data()));
    }

    @Test
    void dataHasSixtyFourKibibytesAtMost() throws Exception {
        Commands commands = greeted();
        JsonObject most = new JsonObject().put("d", "x".repeat(65_528));
        await(commands.setData(most, 0));
        Throwable cause = cause(commands.setData(new JsonObject().put("d", "x".repeat(65_529)), 1));
        assertEquals("TOO_LARGE: argument 'data' of 65537 octets, expected at most 65536", cause.getMessage());
        assertEquals(new State(most, 1), await(commands.data()));
    }

    @Test
    void groupsDoNotSeeEachOthersData() throws Exception {
        await(greeted().setData(SEEN, 0));
        Commands other = of(watcher.ask(Stage.CONNECT));
        assertEquals(State.NONE, await(other.data()));
    }

    @Test
    void anEffectOfAnAskFromBeforeTheCommandIsDroppedAndItsDecisionStands() throws Exception {
        Pilot.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        await(of(open).setData(SEEN, 0));
        open.answer()
                .complete(Decision.reject(550, "5.7.1", "go away").withData(new JsonObject().put("seen", "by effect")));
        client.expect("220").expect("550 5.7.1 go away");
        assertEquals(new State(SEEN, 1), await(of(open).data()));
    }

    @Test
    void anEffectThatComesFirstMakesTheCommandStale() throws Exception {
        Pilot.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        open.answer().complete(Decision.pass().withData(SEEN));
        client.expect("220").expect("250");
        assertEquals(CommandFailure.STALE, failure(of(open).setData(new JsonObject(), 0)));
        assertEquals(2, await(of(open).setData(new JsonObject(), 1)).revision());
    }

    @Test
    void dataCanBeSetWhileAMessageIsDelivered() throws Exception {
        Commands commands = greeted();
        envelope();
        server.gate().hold(Stage.DELIVER);
        client.send("x\r\n.\r\n");
        server.gate().awaitAsked();
        await(commands.setData(SEEN, 0));
        server.gate().open();
        client.expect("250 2.0.0").expect("QUIT", "221").expectClosed();
        assertEquals(SEEN, pilot.close().data());
    }

    @Test
    void anIdleClientIsDisconnectedWithTheGroupsReply() throws Exception {
        Commands commands = greeted();
        await(commands.disconnect(new Reply(550, "5.7.1", "not you again")));
        assertEquals("550 5.7.1 not you again", client.reply());
        client.expectClosed();
        assertEquals("disconnected", pilot.close().reason());
    }

    @Test
    void anOpenAskIsAbandonedAndItsAnswerChangesNothing() throws Exception {
        Pilot.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        client.expect("220");
        await(of(open).disconnect(ENOUGH));
        client.expect("421 4.7.0 enough for today").expectClosed();
        open.answer().complete(Decision.pass().withAuthenticated("anna").withData(SEEN));
        var close = pilot.close();
        assertEquals("disconnected", close.reason());
        assertNull(close.client().user());
        assertEquals(new JsonObject(), close.data());
    }

    @Test
    void aMessageThatIsStillComingIsDroppedWithItsTransaction() throws Exception {
        Commands commands = greeted();
        envelope();
        client.send(ContentTest.random(100_000, 5));
        TestServer.eventually("the message has reached the disk", () -> server.spooled() == 1);
        await(commands.disconnect(ENOUGH));
        client.expect("421 4.7.0 enough for today").expectClosed();
        assertEquals("disconnected", pilot.reset().reason());
        assertEquals(0, server.delivered().size());
    }

    @Test
    void aMessageUnderJudgementIsNotDelivered() throws Exception {
        pilot.holds(Stage.CONTENT);
        client.expect("220");
        envelope();
        client.send("x\r\n.\r\n");
        Pilot.Ask open = pilot.ask(Stage.CONTENT);
        await(of(open).disconnect(ENOUGH));
        client.expect("421 4.7.0 enough for today").expectClosed();
        open.answer().complete(Decision.pass());
        assertEquals("disconnected", pilot.close().reason());
        assertEquals(0, server.delivered().size());
    }

    @Test
    void anOpenDeliverIsWaitedForAndTheFinalReplyComesFirst() throws Exception {
        Commands commands = greeted();
        envelope();
        server.gate().hold(Stage.DELIVER);
        client.send("x\r\n.\r\nNOOP\r\n");
        server.gate().awaitAsked();
        await(commands.disconnect(ENOUGH));
        assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(commands.disconnect(ENOUGH)));
        assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(commands.send(Buffer.buffer("x"))));
        server.gate().open();
        client.expect("250 2.0.0").expect("421 4.7.0 enough for today").expectClosed();
        assertEquals("disconnected", pilot.close().reason());
        assertEquals(1, server.delivered().size());
    }

    @Test
    void onlyARefusalDisconnects() throws Exception {
        Commands commands = greeted();
        Throwable cause = cause(commands.disconnect(new Reply(250, "2.0.0", "fine")));
        assertEquals(
                "MALFORMED: argument 'reply' is '250 2.0.0 fine', expected a code from 400 to 599", cause.getMessage());
        client.expect("NOOP", "250");
    }

    @Test
    void aClosedConnectionIsUnknown() throws Exception {
        Commands commands = greeted();
        client.expect("QUIT", "221").expectClosed();
        pilot.close();
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
        Pilot.Ask open = heldAt(Stage.HELO, "EHLO a.example");
        client.expect("220");
        client.hangUp();
        TestServer.eventually("the server has noticed", () -> sendFails(open));
        assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(of(open).send(Buffer.buffer("x"))));
        assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(of(open).disconnect(ENOUGH)));
        await(of(open).setData(SEEN, 0));
        open.answer().complete(Decision.pass());
        assertEquals(SEEN, pilot.close().data());
    }

    private boolean sendFails(Pilot.Ask open) throws Exception {
        return await(of(open).send(Buffer.buffer("x")).transform(sent -> Future.succeededFuture(sent.failed())));
    }

    @Test
    void aWrongKeyIsForbiddenEverything() throws Exception {
        client.expect("220");
        ConnectionKey right = ConnectionKey.of(pilot.ask(Stage.CONNECT).event());
        Commands wrong = Commands.of(
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
        Commands watching = of(watcher.ask(Stage.CONNECT));
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
