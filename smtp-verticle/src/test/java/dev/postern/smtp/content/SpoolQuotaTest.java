package dev.postern.smtp.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room for all messages of a node together. */
class SpoolQuotaTest {
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";
    private static final String MESSAGE = "0123456789abcdef\r\n".repeat(40_000);

    @TempDir
    Path folder;

    @Test
    void givesNoMoreThanThereIsAndTakesAllBack() {
        SpoolQuota quota = new SpoolQuota(100, 50);
        SpoolQuota.Reservation one = quota.reserve();
        SpoolQuota.Reservation other = quota.reserve();
        assertTrue(one.take(60) && one.remember(30));
        assertFalse(other.take(41));
        assertTrue(other.take(40));
        assertFalse(other.remember(21));
        assertTrue(other.remember(20));
        assertEquals(100, quota.octets());
        assertFalse(quota.hasRoomFor(0));
        one.forget();
        assertEquals(20, quota.memory());
        one.release();
        one.release();
        assertEquals(40, quota.octets());
        assertFalse(one.take(1) || one.remember(1), "what was released takes nothing any more");
        assertTrue(quota.hasRoomFor(60));
        assertFalse(quota.hasRoomFor(61));
        assertFalse(quota.hasRoomFor(Long.MAX_VALUE));
        other.release();
        assertEquals(0, quota.octets() + quota.memory());
    }

    @Test
    void whereMemoryIsShortASmallMessageGoesToAFile() throws Exception {
        Vertx vertx = Vertx.vertx();
        SpoolQuota quota = new SpoolQuota(1_000_000, 1_000);
        StoredMessage first = TestServer.await(store(vertx, quota, "first"));
        StoredMessage second = TestServer.await(store(vertx, quota, "second"));
        assertNotNull(first.reference(null).inline());
        assertNull(second.reference(null).inline());
        assertEquals(2 * 600, quota.octets());
        assertEquals(600, quota.memory());
        assertEquals(600, TestServer.await(second.read(null, 0, 1_000)).length());
        first.delete();
        second.delete();
        assertEquals(0, quota.octets() + quota.memory());
        TestServer.await(vertx.close());
    }

    /** On an event loop, as that is where its file is opened. */
    private Future<StoredMessage> store(Vertx vertx, SpoolQuota quota, String name) {
        Promise<StoredMessage> stored = Promise.promise();
        vertx.runOnContext(v -> {
            MessageWriter incoming = new MessageWriter(
                    new SpoolFile(vertx.fileSystem(), folder.resolve(name), "node-0-1"), 10_000, quota);
            incoming.write(Buffer.buffer("x".repeat(500)));
            incoming.write(Buffer.buffer("x".repeat(100)));
            incoming.end().onComplete(stored);
        });
        return stored.future();
    }

    @Test
    void beyondItNewMailIsPutOffAndThenWelcomeAgain() throws Exception {
        TestServer server = new TestServer(folder)
                .unobserved()
                .instances(1)
                .gated()
                .limits(Limits.DEFAULT.with(new Limits.Overall(
                        100,
                        Limits.DEFAULT.overall().shares(),
                        Limits.DEFAULT.overall().exempt(),
                        1_048_576)))
                .start();
        server.gate().hold(Stage.CONTENT);
        try (Telnet holder = greeted(server);
                Telnet waiting = greeted(server);
                Telnet late = greeted(server)) {
            holder.send(ENVELOPE).expect("250").expect("250").expect("354").send(MESSAGE + ".\r\n");
            server.gate().awaitAsked();
            assertEquals(MESSAGE.length(), server.kept());
            late.expect("MAIL FROM:<a@b.example> SIZE=400000", "452 4.3.1")
                    .expect("MAIL FROM:<a@b.example> SIZE=300000", "250")
                    .expect("RSET", "250");
            waiting.send(ENVELOPE).expect("250").expect("250").expect("354").send(MESSAGE);
            late.expect("MAIL FROM:<a@b.example>", "250").expect("RCPT TO:<c@d.example>", "250");
            waiting.send(".\r\n").expect("452 4.3.1");
            server.gate().open();
            holder.expect("250");
            TestServer.eventually("there is room", () -> server.kept() == 0);
            late.expect("DATA", "354").send(MESSAGE + ".\r\n").expect("250");
        }
        server.expectNothingLeft();
        server.close();
    }

    private static Telnet greeted(TestServer server) throws Exception {
        return server.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250");
    }
}
