package dev.postern.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.ContentReader;
import dev.postern.contract.wire.Addresses;
import dev.postern.smtp.content.ContentTest;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code content} from an inbox on another node: everything passes as JSON. */
class ContentCommandTest {
    private static final String ELSEWHERE = "elsewhere2";
    private static final String ENVELOPE =
            "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    @TempDir
    Path folder;

    private TestServer server;
    private Vertx vertx;
    private final CompletableFuture<Message<JsonObject>> asked = new CompletableFuture<>();
    private Telnet client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder);
        vertx = server.vertx();
        String address = Addresses.desk("far", ELSEWHERE);
        vertx.eventBus().<JsonObject>consumer(address, asked::complete);
        vertx.setPeriodic(1, 100, timer -> Node.of(vertx).announce(hello(address)));
        server.inbox("far").start();
        client = server.connect(TestServer.CLEAR).expect("220");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.expectNothingLeft();
        server.close();
    }

    @Test
    void twentyMegabytesArePulledPieceByPiece() throws Exception {
        byte[] content = ContentTest.random(20_000_000, 2);
        Message<JsonObject> ask = deliver(content);
        JsonObject reference = ask.body().getJsonObject("content");
        assertNull(reference.getValue("inline"));
        Deliver event = (Deliver) Event.fromJson(ask.body());
        byte[] pulled =
                TestServer.await(ContentReader.of(vertx, event).all(30_000_000)).getBytes();
        assertEquals(reference.getLong("size"), pulled.length);
        assertArrayEquals(content, Arrays.copyOfRange(pulled, pulled.length - content.length, pulled.length));
        JsonObject original = piece(ask.body(), "original", 0, 1000);
        assertArrayEquals(
                Arrays.copyOf(content, 1000), original.getBuffer("octets").getBytes());
        take(ask);
        client.expect("250");
        assertEquals(CommandFailure.GONE.code(), failure(ask.body(), "current", 0, 10));
    }

    @Test
    void aSmallMessageComesInTheEventAndCanBePulledToo() throws Exception {
        Message<JsonObject> ask = deliver("Subject: x\r\n\r\ny\r\n".getBytes());
        Buffer inline = ask.body().getJsonObject("content").getBuffer("inline");
        assertEquals(
                inline,
                piece(ask.body(), "current", 0, ContentReader.PIECE_LIMIT).getBuffer("octets"));
        assertEquals(
                0,
                piece(ask.body(), "current", 1_000_000, 10).getBuffer("octets").length());
        take(ask);
        client.expect("250");
    }

    @Test
    void whoHasNoRightToItGetsNothing() throws Exception {
        Message<JsonObject> ask = deliver(ContentTest.random(100_000, 3));
        JsonObject event = ask.body();
        assertEquals(CommandFailure.FORBIDDEN.code(), failure(event.copy().put("key", "wrong"), "current", 0, 10));
        assertEquals(CommandFailure.FORBIDDEN.code(), failure(event.copy().putNull("key"), "current", 0, 10));
        assertEquals(
                CommandFailure.UNKNOWN_CONNECTION.code(),
                failure(event.copy().put("connection", "nobody-0-1"), "current", 0, 10));
        assertEquals(CommandFailure.GONE.code(), failure(event.copy().put("transaction", "another"), "current", 0, 10));
        for (int length : new int[] {0, -1, ContentReader.PIECE_LIMIT + 1, Integer.MAX_VALUE}) {
            assertEquals(CommandFailure.MALFORMED.code(), failure(event, "current", 0, length));
        }
        assertEquals(CommandFailure.MALFORMED.code(), failure(event, "current", -1, 10));
        assertEquals(CommandFailure.MALFORMED.code(), failure(event, "whatever", 0, 10));
        take(ask);
        client.expect("250").expect("QUIT", "221").expectClosed();
        server.expectNothingLeft();
        assertEquals(CommandFailure.UNKNOWN_CONNECTION.code(), failure(event, "current", 0, 10));
    }

    @Test
    void pastTheEndAndAroundTheHeadThePiecesFit() throws Exception {
        byte[] content = ContentTest.random(60_000, 4);
        Message<JsonObject> ask = deliver(content);
        long size = ask.body().getJsonObject("content").getLong("size");
        Buffer whole = Buffer.buffer();
        for (long at = 0; at < size + 7; at += 7_919) {
            whole.appendBuffer(piece(ask.body(), "current", at, 7_919).getBuffer("octets"));
        }
        assertEquals(size, whole.length());
        assertArrayEquals(content, whole.getBytes((int) size - content.length, (int) size));
        take(ask);
        client.expect("250");
    }

    private Message<JsonObject> deliver(byte[] content) throws Exception {
        client.send(ENVELOPE).expect("250").expect("250").expect("250").expect("354");
        client.send(ContentTest.stuffed(content));
        return asked.get(60, TimeUnit.SECONDS);
    }

    private static void take(Message<JsonObject> ask) {
        Event event = Event.fromJson(ask.body());
        ask.reply(Decision.delivered(event.common().recipients().stream()
                        .map(DeliveryResult::delivered)
                        .toList())
                .toJson());
    }

    private JsonObject piece(JsonObject event, String which, long offset, int length) throws Exception {
        return TestServer.await(request(event, which, offset, length));
    }

    private int failure(JsonObject event, String which, long offset, int length) throws Exception {
        return TestServer.await(request(event, which, offset, length)
                .map(reply -> 0)
                .recover(cause -> Future.succeededFuture(((ReplyException) cause).failureCode())));
    }

    private Future<JsonObject> request(JsonObject event, String which, long offset, int length) {
        JsonObject arguments = new JsonObject()
                .put("transaction", event.getString("transaction"))
                .put("which", which)
                .put("offset", offset)
                .put("length", length);
        JsonObject request = new JsonObject()
                .put("v", EventHeader.VERSION)
                .put("command", "content")
                .put("connection", event.getString("connection"))
                .put("key", event.getString("key"))
                .put("arguments", arguments);
        return vertx.eventBus()
                .<JsonObject>request(event.getString("commands"), request)
                .map(Message::body);
    }

    private static JsonObject hello(String address) {
        return new JsonObject()
                .put("v", EventHeader.VERSION)
                .put("say", "hello")
                .put("group", "far")
                .put("version", "1")
                .put("node", ELSEWHERE)
                .put("address", address)
                .put(
                        "instances",
                        new JsonArray().add(new JsonObject().put("n", 0).put("loop", 0)))
                .put("stages", new JsonArray().add("deliver"))
                .put("inbox", true)
                .put("extensions", new JsonArray().add("8BITMIME"));
    }
}
