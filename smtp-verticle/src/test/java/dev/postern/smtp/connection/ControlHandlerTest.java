package dev.postern.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.content.IncomingMessage;
import dev.postern.smtp.content.SpoolFile;
import dev.postern.smtp.content.StoredMessage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands as a group on any node sends them, as JSON: {@code content}, and all that can be wrong with the others. */
class ControlHandlerTest {
    private static final String ADDRESS = "smtp.node.node.0";
    private static final String SENT = "Subject: hello\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final Dialogue dialogue = Dialogue.standard().group("scanner");
    private Promise<CallResult> scanning;
    private Event asked;

    /** A session whose content is being judged. */
    @BeforeEach
    void begin() throws Exception {
        scanning = dialogue.groups.holds("scanner", Stage.CONTENT);
        dialogue.link(new ChainLink("mute", 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of("data")));
        dialogue.groups.on("mute", Stage.DATA, Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE);
        asked = dialogue.groups.asked(Stage.CONTENT).get(0).event();
        ControlHandler handler = new ControlHandler(this::live);
        vertx.eventBus()
                .<JsonObject>consumer(ADDRESS, handler::handle)
                .completion()
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        dialogue.cut();
        scanning.tryComplete(CallResult.decided(Decision.pass(), "scanner-0", 1));
        dialogue.assertClosed();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private ControlHandler.ControlledConnection live(String id) {
        return asked.connection().equals(id) ? new Fixed(dialogue.session()) : null;
    }

    /** A connection without a client. */
    private record Fixed(CommandDispatcher dispatcher) implements ControlHandler.ControlledConnection {
        @Override
        public void send(Buffer octets) {
            throw new IllegalStateException("a mistake of ours");
        }

        @Override
        public void disconnect(Reply last) {
            throw CommandFailure.UNKNOWN_CONNECTION.because("no client");
        }
    }

    private JsonObject request(long offset, int length) {
        return new JsonObject()
                .put("v", 1)
                .put("command", "content")
                .put("connection", asked.connection())
                .put("key", asked.common().turn().key())
                .put(
                        "arguments",
                        new JsonObject()
                                .put("transaction", asked.transaction())
                                .put("which", "current")
                                .put("offset", offset)
                                .put("length", length));
    }

    private JsonObject ask(Object request) throws Exception {
        return (JsonObject) vertx.eventBus()
                .request(ADDRESS, request)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .body();
    }

    private String read(long offset, int length) throws Exception {
        return ask(request(offset, length)).getBuffer("octets").toString();
    }

    private void assertFails(CommandFailure expected, Object request) {
        var failure = assertThrows(ExecutionException.class, () -> ask(request));
        assertEquals(expected.code(), ((ReplyException) failure.getCause()).failureCode(), failure.getMessage());
    }

    private JsonObject with(String name, Object value) {
        return request(0, 1).put(name, value);
    }

    private JsonObject withArgument(String name, Object value) {
        JsonObject request = request(0, 1);
        request.getJsonObject("arguments").put(name, value);
        return request;
    }

    @Test
    void readsAnyPiece() throws Exception {
        assertEquals(SENT, read(0, SENT.length()));
        assertEquals(SENT, read(0, 49_152));
        assertEquals("ject", read(3, 4));
        assertEquals("\n", read(SENT.length() - 1, 10));
        assertEquals("", read(SENT.length(), 10));
        assertEquals("", read(Long.MAX_VALUE, 49_152));
    }

    @Test
    void readsTheOriginalWithoutTheTraceFieldAndTheCurrentWithIt() throws Exception {
        Promise<CallResult> delivering = dialogue.groups.holds("maildir", Stage.DELIVER);
        scanning.complete(CallResult.decided(Decision.pass(), "scanner-0", 1));
        assertEquals("Received: ", read(0, 10));
        assertEquals(Buffer.buffer("S"), ask(withArgument("which", "original")).getBuffer("octets"));
        delivering.complete(CallResult.decided(Decision.pass(), "maildir-0", 1));
        assertFails(CommandFailure.GONE, request(0, 1));
    }

    @Test
    void aConnectionThatIsNotHereIsUnknown() {
        assertFails(CommandFailure.UNKNOWN_CONNECTION, with("connection", "node-0-2"));
        JsonObject nameless = request(0, 1);
        nameless.remove("connection");
        assertFails(CommandFailure.UNKNOWN_CONNECTION, nameless);
    }

    @Test
    void aKeyThatIsNobodysIsForbidden() {
        assertFails(CommandFailure.FORBIDDEN, with("key", "guess"));
        JsonObject keyless = request(0, 1);
        keyless.remove("key");
        assertFails(CommandFailure.FORBIDDEN, keyless);
    }

    @Test
    void aGroupThatMayNotIsForbidden() {
        String key =
                dialogue.groups.asked(Stage.DATA).get(0).event().common().turn().key();
        assertFails(CommandFailure.FORBIDDEN, with("key", key));
    }

    @Test
    void whatIsNoRequestIsMalformed() {
        assertFails(CommandFailure.MALFORMED, with("v", 2));
        assertFails(CommandFailure.MALFORMED, with("command", "explode"));
        assertFails(CommandFailure.MALFORMED, with("command", 7));
        assertFails(CommandFailure.MALFORMED, with("arguments", "all of it"));
        assertFails(CommandFailure.MALFORMED, new JsonObject());
        assertFails(CommandFailure.MALFORMED, "content, please");
    }

    @Test
    void argumentsOutOfBoundsAreMalformed() {
        assertFails(CommandFailure.MALFORMED, request(-1, 1));
        assertFails(CommandFailure.MALFORMED, request(0, 0));
        assertFails(CommandFailure.MALFORMED, request(0, 49_153));
        assertFails(CommandFailure.MALFORMED, withArgument("which", "next"));
        assertFails(CommandFailure.MALFORMED, withArgument("offset", "first"));
    }

    @Test
    void aMissingArgumentIsNamed() {
        for (String name : List.of("transaction", "offset", "length")) {
            JsonObject request = request(0, 1);
            request.getJsonObject("arguments").remove(name);
            assertMissing(name, request);
            assertMissing(name, withArgument(name, null));
        }
        JsonObject bare = request(0, 1);
        bare.remove("arguments");
        assertMissing("transaction", bare);
    }

    private void assertMissing(String name, JsonObject request) {
        var failure = assertThrows(ExecutionException.class, () -> ask(request)).getCause();
        assertEquals("MALFORMED: argument '" + name + "' is missing", failure.getMessage());
        assertEquals(CommandFailure.MALFORMED.code(), ((ReplyException) failure).failureCode());
    }

    @Test
    void anotherTransactionIsGone() {
        assertFails(CommandFailure.GONE, withArgument("transaction", "node-0-1-9"));
    }

    @Test
    void contentThatIsSettledIsGone() {
        scanning.complete(CallResult.decided(Decision.pass(), "scanner-0", 1));
        dialogue.play("S: 250 2.0.0 Ok, taken as node-0-1-1");
        assertFails(CommandFailure.GONE, request(0, 1));
    }

    @Test
    void anUnknownArgumentIsNamed() {
        var failure = assertThrows(ExecutionException.class, () -> ask(withArgument("ofset", 3)))
                .getCause();
        assertEquals(
                "MALFORMED: an argument of content is 'ofset', expected transaction, which, offset, length",
                failure.getMessage());
    }

    @Test
    void argumentsOfAnotherTypeAreMalformed() {
        assertMalformed("send", new JsonObject().put("octets", "/not base64url/"));
        assertMalformed("send", new JsonObject().put("octets", 7));
        assertMalformed("setAuthenticated", new JsonObject().put("user", true));
        assertMalformed("setAuthenticated", new JsonObject().put("user", ""));
        assertMalformed("setAuthenticated", new JsonObject().put("user", "a\r\nb"));
        assertMalformed("setData", new JsonObject().put("data", "text").put("revision", 0));
        assertMalformed(
                "setData", new JsonObject().put("data", new JsonObject()).put("revision", 0.5));
        assertMalformed("setData", new JsonObject().put("data", new JsonObject()));
        assertMalformed("disconnect", new JsonObject().put("reply", "550 go away"));
        assertMalformed("disconnect", new JsonObject().put("reply", new JsonObject().put("code", 550)));
        assertMalformed("disconnect", new JsonObject().put("reply", reply(550, "4.7.1")));
        assertMalformed("disconnect", new JsonObject().put("reply", reply(354, null)));
        assertMalformed(
                "disconnect", new JsonObject().put("reply", reply(550, null).put("txt", "x")));
    }

    private static JsonObject reply(int code, String status) {
        return new JsonObject().put("code", code).put("status", status).put("text", new JsonArray().add("no"));
    }

    private void assertMalformed(String command, JsonObject arguments) {
        assertFails(CommandFailure.MALFORMED, with("command", command).put("arguments", arguments));
    }

    @Test
    void moreThanSixtyFourKibibytesAreTooLargeWhoeverSendsThem() {
        Buffer octets = Buffer.buffer(new byte[65_537]);
        assertFails(
                CommandFailure.TOO_LARGE,
                with("command", "send").put("arguments", new JsonObject().put("octets", octets)));
        JsonObject data = new JsonObject().put("d", "x".repeat(65_529));
        assertFails(
                CommandFailure.TOO_LARGE,
                with("command", "setData")
                        .put("arguments", new JsonObject().put("data", data).put("revision", 0)));
    }

    @Test
    void aMistakeOfOursIsAnsweredToo() {
        assertFails(
                CommandFailure.NO_ANSWER,
                with("command", "send").put("arguments", new JsonObject().put("octets", Buffer.buffer("x"))));
    }

    @Test
    void anAbsentUserIsNobody() throws Exception {
        for (Object user : new Object[] {"anna", false, "anna", null}) {
            ask(with("command", "setAuthenticated").put("arguments", new JsonObject().put("user", user)));
            String expected = "anna".equals(user) ? "anna" : null;
            JsonObject reply = ask(with("command", "authenticated").put("arguments", null));
            assertEquals(expected, reply.getString("user"));
        }
    }

    @Test
    void aThousandCommandsCanBeOpenAndNotOneMore() throws Exception {
        Promise<AsyncFile> file = Promise.promise();
        Dialogue slow = Dialogue.standard().group("scanner");
        Promise<CallResult> judging = slow.groups.holds("scanner", Stage.CONTENT);
        slow.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + Scripts.DATA);
        slow.session()
                .content(new IncomingMessage.End(new StoredMessage(SENT.length(), null, onDisk(file.future())), null));
        Event event = slow.groups.asked(Stage.CONTENT).get(0).event();
        ControlHandler handler = new ControlHandler(id -> new Fixed(slow.session()));
        await(vertx.eventBus().<JsonObject>consumer("crowded", handler::handle).completion());
        JsonObject content =
                request(0, SENT.length()).put("key", event.common().turn().key());
        List<Future<?>> open = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            open.add(vertx.eventBus().request("crowded", content));
        }
        ReplyException refused = await(vertx.eventBus()
                .request("crowded", content)
                .<ReplyException>map(reply -> null)
                .recover(cause -> Future.succeededFuture((ReplyException) cause)));
        assertEquals(CommandFailure.BUSY, CommandFailure.of(refused));
        assertEquals("BUSY: 1000 commands are open", refused.getMessage());
        file.complete(proxy(AsyncFile.class, call -> Future.succeededFuture(Buffer.buffer())));
        await(Future.all(open));
        await(vertx.eventBus().request("crowded", content));
        judging.complete(CallResult.decided(Decision.reject(550, "5.7.1", "no"), "scanner-0", 1));
    }

    private static SpoolFile onDisk(Future<AsyncFile> opened) {
        FileSystem files = proxy(FileSystem.class, call -> call.equals("open") ? opened : Future.succeededFuture());
        return new SpoolFile(files, Path.of("message"), "node-0-1");
    }

    /** One whose methods return what is made of their names. */
    private static <T> T proxy(Class<T> type, Function<String, Future<?>> result) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> result.apply(method.getName())));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aPieceComesAsAByteArrayWouldFromAnyLanguage() throws Exception {
        assertEquals(Buffer.buffer(SENT), new JsonObject(ask(request(0, 100)).encode()).getBuffer("octets"));
    }
}
