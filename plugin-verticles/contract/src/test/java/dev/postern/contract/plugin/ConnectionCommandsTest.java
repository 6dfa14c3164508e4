package dev.postern.contract.plugin;

import static dev.postern.contract.plugin.Waiting.await;
import static dev.postern.contract.plugin.Waiting.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.ConnectionInfo;
import dev.postern.contract.ConnectionKey;
import dev.postern.contract.Examples;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reply;
import dev.postern.contract.Tls;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.CommandReply;
import dev.postern.contract.wire.CommandRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a plugin's commands say to the owner of a connection, and what they make of its answer. */
class ConnectionCommandsTest {
    private static final RcptTo EVENT = (RcptTo) Examples.event("rcptto");
    private static final Reply FAREWELL = new Reply(421, "4.7.0", "too many messages from you today");

    private final Vertx vertx = Vertx.vertx();
    private final ConnectionCommands commands = ConnectionCommands.of(vertx, EVENT);
    private final BlockingQueue<JsonObject> requests = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void infoIsReadAsTheOwnerSaysIt() {
        ConnectionInfo info = exchange("info", commands::info);

        assertEquals(EVENT.connection(), info.connection());
        assertEquals(EVENT.transaction(), info.transaction());
        assertEquals(EVENT.sequence(), info.sequence());
        assertEquals(EVENT.client(), info.client());
        assertEquals(EVENT.sender(), info.sender());
        assertEquals(EVENT.recipients(), info.recipients());
        assertEquals(Examples.read("command/info-reply"), Examples.travelled(info.toJson()));
    }

    @Test
    void aConnectionWithoutATransactionHasNoSender() {
        ConnectionInfo info = ConnectionInfo.fromJson(new JsonObject().put("connection", "c"));

        assertNull(info.transaction());
        assertNull(info.sender());
        assertEquals(List.of(), info.recipients());
        assertEquals(info, ConnectionInfo.fromJson(Examples.travelled(info.toJson())));
        assertThrows(MalformedException.class, () -> ConnectionInfo.fromJson(new JsonObject()));
        assertThrows(
                MalformedException.class,
                () -> ConnectionInfo.fromJson(info.toJson().put("client", 7)));
    }

    @Test
    void sendGivesTheOctetsWritten() {
        assertEquals(17, exchange("send", () -> commands.send(Buffer.buffer("250-please wait\r\n"))));
        assertEquals(Examples.read("command/send-reply"), CommandReply.written(17));
    }

    @Test
    void authenticatedIsAUserOrNobody() {
        assertEquals("anna", exchange("authenticated", commands::authenticated));
        assertEquals(Examples.read("command/authenticated-reply"), CommandReply.user("anna"));
        assertEquals(Examples.read("command/authenticated-nobody-reply"), CommandReply.user(null));
    }

    @Test
    void nobodyIsAuthenticatedWhereTheReplyNamesNobody() {
        answer(Examples.read("command/authenticated-nobody-reply"));

        assertNull(await(commands.authenticated()));
    }

    @Test
    void setAuthenticatedNamesAUser() {
        assertNull(exchange("setAuthenticated", () -> commands.setAuthenticated("anna")));
        assertEquals(Examples.read("command/setAuthenticated-reply"), CommandReply.done());
    }

    @Test
    void setAuthenticatedNamesNobody() throws InterruptedException {
        answer(CommandReply.done());

        await(commands.setAuthenticated(null));
        assertEquals(Examples.read("command/setAuthenticated-nobody-request"), requests.take());
    }

    @Test
    void secureIsTheTlsSession() {
        Tls tls = EVENT.client().tls();

        assertEquals(tls, exchange("secure", commands::secure));
        assertEquals(Examples.read("command/secure-reply"), Examples.travelled(CommandReply.tls(tls)));
        assertEquals(Examples.read("command/secure-clear-reply"), CommandReply.tls(null));
    }

    @Test
    void dataIsAStateWithItsRevision() {
        ConnectionData state = exchange("data", commands::data);

        assertEquals(new ConnectionData(EVENT.data(), 2), state);
        assertEquals(Examples.read("command/data-reply"), CommandReply.data(state));
    }

    @Test
    void setDataGivesTheNewState() {
        JsonObject data = Examples.read("command/setData-request")
                .getJsonObject("arguments")
                .getJsonObject("data");
        ConnectionData state = exchange("setData", () -> {
            JsonObject given = data.copy();
            Future<ConnectionData> set = commands.setData(given, 2);
            given.clear();
            return set;
        });

        assertEquals(new ConnectionData(data, 3), state);
        assertEquals(Examples.read("command/setData-reply"), CommandReply.revision(state));
    }

    @Test
    void disconnectSaysTheReply() {
        assertNull(exchange("disconnect", () -> commands.disconnect(FAREWELL)));
        assertEquals(Examples.read("command/disconnect-reply"), CommandReply.done());
    }

    @Test
    void whatTheOwnerWouldRefuseIsNotEvenSent() {
        answer(CommandReply.done());

        assertFails(CommandFailure.MALFORMED, commands.send(null));
        assertFails(CommandFailure.TOO_LARGE, commands.send(Buffer.buffer(new byte[65_537])));
        assertFails(CommandFailure.MALFORMED, commands.setAuthenticated(""));
        assertFails(CommandFailure.MALFORMED, commands.setData(null, 0));
        assertFails(CommandFailure.MALFORMED, commands.setData(new JsonObject().put("no JSON", this), 0));
        assertFails(CommandFailure.TOO_LARGE, commands.setData(new JsonObject().put("d", "x".repeat(65_536)), 0));
        assertFails(CommandFailure.MALFORMED, commands.disconnect(null));
        assertFails(CommandFailure.MALFORMED, commands.disconnect(new Reply(250, "2.0.0", "fine")));
        assertTrue(requests.isEmpty());
    }

    @Test
    void aToldEventCommandsNothing() {
        assertFails(
                CommandFailure.FORBIDDEN,
                ConnectionCommands.of(vertx, EVENT.told()).info());
        assertThrows(MalformedException.class, () -> ConnectionKey.of(EVENT.told()));
    }

    @Test
    void theKeyCanBeKeptAndUsedLater() {
        ConnectionKey key = ConnectionKey.of(EVENT);
        ConnectionKey kept = ConnectionKey.fromJson(Examples.travelled(key.toJson()));
        assertEquals(key, kept);
        assertFalse(kept.toString().contains(kept.key()));

        assertNull(
                exchange("disconnect", () -> ConnectionCommands.of(vertx, kept).disconnect(FAREWELL)));
    }

    @Test
    void aKeyWithoutOneOfItsPartsIsNone() {
        for (String part : List.of("commands", "connection", "key")) {
            JsonObject json = ConnectionKey.of(EVENT).toJson();
            json.remove(part);
            assertThrows(MalformedException.class, () -> ConnectionKey.fromJson(json));
        }
    }

    @Test
    void everyFailureOfTheOwnerKeepsItsNameAndItsReason() {
        for (CommandFailure expected : CommandFailure.values()) {
            var consumer = vertx.eventBus()
                    .<JsonObject>consumer(
                            EVENT.common().turn().commands(), message -> message.fail(expected.code(), "because"));
            await(consumer.completion());
            Throwable failure = failure(commands.info());
            assertEquals(expected, CommandFailure.of(failure));
            assertTrue(failure.getMessage().endsWith("because"), failure.getMessage());
            await(consumer.unregister());
        }
    }

    @Test
    void nobodyThereIsNoAnswer() {
        assertFails(CommandFailure.NO_ANSWER, commands.info());
    }

    @Test
    void silenceIsNoAnswer() {
        await(vertx.eventBus()
                .<JsonObject>consumer(EVENT.common().turn().commands(), message -> {})
                .completion());

        assertFails(
                CommandFailure.NO_ANSWER,
                new ConnectionCommands(vertx, ConnectionKey.of(EVENT), new DeliveryOptions().setSendTimeout(50))
                        .info());
    }

    @Test
    void anAnswerThatCannotBeReadIsNoAnswer() {
        answer(new JsonObject().put("client", 7).put("written", "many").put("revision", "x"));

        assertFails(CommandFailure.NO_ANSWER, commands.info());
        assertFails(CommandFailure.NO_ANSWER, commands.send(Buffer.buffer("x")));
        assertFails(CommandFailure.NO_ANSWER, commands.data());
    }

    @Test
    void aNodeThatHasEndedItselfHasNoAnswer() {
        Vertx ended = Vertx.vertx();
        await(ended.close());

        assertFails(
                CommandFailure.NO_ANSWER, ConnectionCommands.of(ended, EVENT).info());
    }

    @Test
    void otherFailuresAreNoneOfACommand() {
        assertNull(CommandFailure.of(new IllegalStateException("a mistake")));
        assertNull(CommandFailure.of(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 99, "another's")));
        assertEquals(CommandFailure.NO_ANSWER, CommandFailure.of(new ReplyException(ReplyFailure.TIMEOUT, "late")));
    }

    @Test
    void aRequestInALogHoldsNoKey() {
        CommandRequest request = CommandRequest.of(Examples.read("command/setData-request"));

        assertEquals("CommandRequest[setData on k4wq7zt2mv-0-17]", request.toString());
    }

    /** The command's request is the example's, and the example's reply is what it is answered. */
    private <T> T exchange(String command, Supplier<Future<T>> ask) {
        answer(Examples.read("command/" + command + "-reply"));
        T value = await(ask.get());
        assertEquals(List.of(Examples.read("command/" + command + "-request")), List.copyOf(requests));
        return value;
    }

    private void answer(JsonObject reply) {
        await(vertx.eventBus()
                .<JsonObject>consumer(EVENT.common().turn().commands(), message -> {
                    requests.add(Examples.travelled(message.body()));
                    message.reply(reply);
                })
                .completion());
    }

    private static void assertFails(CommandFailure expected, Future<?> command) {
        Throwable failure = failure(command);
        assertEquals(expected, CommandFailure.of(failure), failure.toString());
    }
}
