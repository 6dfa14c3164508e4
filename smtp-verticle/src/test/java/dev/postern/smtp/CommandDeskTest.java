package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command {@code content}, as a group on any node sends it. */
class CommandDeskTest {
    private static final String ADDRESS = "smtp.node.node.0";
    private static final String SENT = "Subject: hello\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final Dialogue dialogue = Dialogue.standard().group("scanner");
    private Promise<Answer> scanning;
    private Event asked;

    /** A session whose content is being judged. */
    @BeforeEach
    void begin() throws Exception {
        scanning = dialogue.groups.holds("scanner", Stage.CONTENT);
        dialogue.link(new Link("mute", 0, Set.of(), 0, Map.of(), Link.Role.PLAIN, Set.of("data")));
        dialogue.groups.on("mute", Stage.DATA, Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE);
        asked = dialogue.groups.asked(Stage.CONTENT).get(0).event();
        CommandDesk desk = new CommandDesk(id -> id.equals(asked.connection()) ? dialogue.session() : null);
        vertx.eventBus()
                .<JsonObject>consumer(ADDRESS, desk::handle)
                .completion()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        dialogue.cut();
        scanning.tryComplete(Answer.decided(Decision.pass(), "scanner-0", 1));
        dialogue.assertClosed();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
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
                .get(20, TimeUnit.SECONDS)
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
        Promise<Answer> delivering = dialogue.groups.holds("maildir", Stage.DELIVER);
        scanning.complete(Answer.decided(Decision.pass(), "scanner-0", 1));
        assertEquals("Received: ", read(0, 10));
        assertEquals(Buffer.buffer("S"), ask(withArgument("which", "original")).getBuffer("octets"));
        delivering.complete(Answer.decided(Decision.pass(), "maildir-0", 1));
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
        scanning.complete(Answer.decided(Decision.pass(), "scanner-0", 1));
        dialogue.play("S: 250 2.0.0 Ok, taken as node-0-1-1");
        assertFails(CommandFailure.GONE, request(0, 1));
    }

    @Test
    void aPieceComesAsAByteArrayWouldFromAnyLanguage() throws Exception {
        assertEquals(Buffer.buffer(SENT), new JsonObject(ask(request(0, 100)).encode()).getBuffer("octets"));
    }
}
