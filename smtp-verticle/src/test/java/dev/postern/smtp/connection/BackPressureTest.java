package dev.postern.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.smtp.content.ContentTest;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Flood;
import dev.postern.smtp.testing.TestServer;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends more than can be worked off is held back by TCP, not kept in memory. */
class BackPressureTest {
    private static final long MEGABYTE = 1 << 20;
    /** What the two kernels and the server may hold of one connection. */
    private static final long BOUND = 16 * MEGABYTE;

    private static final Limits MANY_COMMANDS =
            Limits.DEFAULT.with(new Limits.PerConnection(2_048, 100, 10_000_000, 100, 5, 262_144));

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder).gated().limits(MANY_COMMANDS).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aFloodWhileADecisionIsAwaitedIsHeldBackAndThenAnswered() throws Exception {
        try (Socket client = new Socket("127.0.0.1", server.port(TestServer.CLEAR))) {
            client.setSoTimeout(60_000);
            InputStream in = client.getInputStream();
            server.gate().hold(Stage.HELO);
            Flood flood = new Flood(client, "EHLO a.example\r\n", "RSET\r\n", 3_000_000);
            server.gate().awaitAsked();
            flood.awaitStandstill();
            assertTrue(flood.sent() < BOUND, "sent " + flood.sent());
            expectLittleMemory();
            server.gate().open();
            assertEquals(3_000_000, countReplies(in, "250 2.0.0 Ok, forgotten", 3_000_000));
            flood.end();
        }
        server.expectNothingLeft();
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFrom() throws Exception {
        try (Socket client = new Socket("127.0.0.1", server.port(TestServer.CLEAR))) {
            client.setSoTimeout(60_000);
            Flood flood = new Flood(client, "", "RSET\r\n", 3_000_000);
            flood.awaitStandstill();
            assertTrue(flood.sent() < BOUND, "sent " + flood.sent());
            expectLittleMemory();
            assertEquals(3_000_000, countReplies(client.getInputStream(), "250 2.0.0 Ok, forgotten", 3_000_000));
            flood.end();
        }
        server.expectNothingLeft();
    }

    @Test
    void aMessageOfAClientThatDoesNotReadStaysInOrder() throws Exception {
        try (Socket client = new Socket("127.0.0.1", server.port(TestServer.CLEAR))) {
            client.setSoTimeout(60_000);
            byte[] content = ContentTest.random(3_000_000, 11);
            String commands = "RSET\r\n".repeat(800_000) + "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\n"
                    + "RCPT TO:<c@d.example>\r\nDATA\r\n";
            Flood flood = new Flood(client, commands, ContentTest.stuffed(content));
            flood.awaitStandstill();
            countReplies(client.getInputStream(), "250 2.0.0 Ok, taken", 1);
            flood.end();
            byte[] delivered = server.delivered().get(0).getBytes();
            byte[] end = Arrays.copyOfRange(delivered, delivered.length - content.length, delivered.length);
            assertArrayEquals(content, end);
        }
    }

    private static void expectLittleMemory() throws Exception {
        Runtime runtime = Runtime.getRuntime();
        TestServer.eventually("the heap in use is small", () -> {
            System.gc();
            return runtime.totalMemory() - runtime.freeMemory() < 100 * MEGABYTE;
        });
        assertTrue(PlatformDependent.usedDirectMemory() < 100 * MEGABYTE);
    }

    /** Reads until so many lines begin like this. */
    private static long countReplies(InputStream in, String start, long expected) throws IOException {
        byte[] octets = new byte[256 * 1024];
        byte[] wanted = start.getBytes(StandardCharsets.UTF_8);
        long found = 0;
        int at = 0;
        while (found < expected) {
            int length = in.read(octets);
            if (length < 0) {
                return found;
            }
            for (int i = 0; i < length; i++) {
                at = octets[i] == '\n' ? 0 : at >= 0 && at < wanted.length && octets[i] == wanted[at] ? at + 1 : -1;
                if (at == wanted.length) {
                    found++;
                    at = -1;
                }
            }
        }
        return found;
    }
}
