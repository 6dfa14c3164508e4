package dev.postern.smtp.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.ContentReference;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the inbox gets is what the client sent, to the octet. */
public class ContentTest {
    private static final int LIMIT = 21_000_000;
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder)
                .limits(Limits.of(LIMIT, 1000, 2048, 100, 100))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        server.expectNothingLeft();
        server.delivered().clear();
    }

    @Test
    void twentyMegabytes() throws Exception {
        expectUnchanged(random(20_000_000, 1));
    }

    @Test
    void aroundTheSizeThatStaysInMemory() throws Exception {
        for (int size = ContentReference.INLINE_LIMIT - 2; size <= ContentReference.INLINE_LIMIT + 2; size++) {
            expectUnchanged(random(size, size));
        }
    }

    @Test
    void emptyAndAlmostEmpty() throws Exception {
        for (String text : new String[] {"", "\r\n", "x\r\n", ".\r\n", "..\r\n", ".x\r\n", "\r\n.\r\n"}) {
            expectUnchanged(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void dotsNulAndEightBit() throws Exception {
        expectUnchanged("a\r\n.\0\r\n\0.\r\nb\r\n..\r\n\0\u00ff\u20ac\r\n\r\n.\r\n".getBytes(StandardCharsets.UTF_8));
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) (i == '\r' || i == '\n' ? 'x' : i);
        }
        all[254] = '\r';
        all[255] = '\n';
        expectUnchanged(all);
    }

    @Test
    void octetByOctet() throws Exception {
        byte[] content = "a\r\n.\r\n..b\r\n\r\n.c\r\n".getBytes(StandardCharsets.UTF_8);
        try (Telnet client = envelope()) {
            for (byte octet : stuffed(content)) {
                client.send(new byte[] {octet});
            }
            client.expect("250");
        }
        expectDelivered(content);
    }

    @Test
    void twoMessagesInOnePacket() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250")) {
            client.send(ENVELOPE + "one\r\n.\r\n" + ENVELOPE + "two\r\n.\r\nQUIT\r\n");
            for (int i = 0; i < 2; i++) {
                client.expect("250").expect("250").expect("354").expect("250");
            }
            client.expect("221").expectClosed();
        }
        assertEquals(2, server.delivered().size());
        assertEquals("one\r\n", body(0));
        assertEquals("two\r\n", body(1));
    }

    @Test
    void largeMessagesBehindEachOtherInOneStream() throws Exception {
        byte[] content = random(300_000, 7);
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250")) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = 0; i < 20; i++) {
                stream.writeBytes(ENVELOPE.getBytes(StandardCharsets.UTF_8));
                stream.writeBytes(stuffed(content));
            }
            client.send(stream.toByteArray());
            for (int i = 0; i < 20; i++) {
                client.expect("250").expect("250").expect("354").expect("250");
            }
        }
        for (Buffer delivered : server.delivered()) {
            assertArrayEquals(content, withoutReceived(delivered));
        }
    }

    /** The open of the file and the end of the message race. */
    @Test
    void justOverMemoryInOnePacketManyTimes() throws Exception {
        byte[] content = random(ContentReference.INLINE_LIMIT + 500, 3);
        for (int i = 0; i < 100; i++) {
            expectUnchanged(content);
        }
    }

    @Test
    void overTheLimitIsSwallowedAndTheSessionGoesOn() throws Exception {
        try (Telnet client = envelope()) {
            client.send(stuffed(random(LIMIT + 1, 5))).expect("552 5.3.4");
            client.send(ENVELOPE).expect("250").expect("250").expect("354");
            client.send("small\r\n.\r\n").expect("250");
        }
        assertEquals(1, server.delivered().size());
        expectUnchanged(random(LIMIT, 6));
    }

    @Test
    void farOverTheLimitTheConnectionCloses() throws Exception {
        try (Telnet client = envelope()) {
            byte[] piece = ("x".repeat(998) + "\r\n").repeat(1_000).getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < 2 * LIMIT; sent += piece.length) {
                client.send(Arrays.copyOf(piece, Math.min(piece.length, 2 * LIMIT - sent)));
            }
            // The server does not read on, so what is too much is not more than it has read at once.
            client.send("x");
            client.expect("421").expectClosed();
        }
    }

    @Test
    void aSpoolThatIsGoneRefusesTheMessageAndTheSessionGoesOn(@TempDir Path other) throws Exception {
        TestServer broken = new TestServer(other).start();
        try (Telnet client = broken.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250")) {
            Files.delete(broken.spool().resolve("lock"));
            Files.delete(broken.spool());
            for (int i = 0; i < 3; i++) {
                client.send(ENVELOPE).expect("250").expect("250").expect("354");
                client.send(stuffed(random(500_000, i))).expect("452 4.3.1");
                client.send(ENVELOPE).expect("250").expect("250").expect("354");
                client.send("small\r\n.\r\n").expect("250");
            }
            Files.writeString(broken.spool(), "no folder");
            client.send(ENVELOPE).expect("250").expect("250").expect("354");
            client.send(stuffed(random(500_000, 9))).expect("452 4.3.1").expect("QUIT", "221");
        }
        assertEquals(3, broken.delivered().size());
        broken.close();
    }

    private static Telnet envelope() throws Exception {
        Telnet client = server.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250");
        return client.send(ENVELOPE).expect("250").expect("250").expect("354");
    }

    private static void expectUnchanged(byte[] content) throws Exception {
        server.delivered().clear();
        try (Telnet client = envelope()) {
            client.send(stuffed(content)).expect("250").expect("QUIT", "221");
        }
        expectDelivered(content);
    }

    private static void expectDelivered(byte[] content) {
        assertEquals(1, server.delivered().size());
        assertArrayEquals(content, withoutReceived(server.delivered().get(0)));
    }

    private static String body(int message) {
        return new String(withoutReceived(server.delivered().get(message)), StandardCharsets.UTF_8);
    }

    /** The field ends at the first CR LF that no white space follows. */
    private static byte[] withoutReceived(Buffer delivered) {
        byte[] octets = delivered.getBytes();
        assertTrue(delivered.getString(0, 10).startsWith("Received: "));
        int at = 0;
        while (octets[at] != '\n' || at + 1 < octets.length && (octets[at + 1] == ' ' || octets[at + 1] == '\t')) {
            at++;
        }
        return Arrays.copyOfRange(octets, at + 1, octets.length);
    }

    /** Lines of random octets, rich in dots; ends with CR LF. */
    public static byte[] random(int size, long seed) {
        byte[] octets = new byte[size];
        new Random(seed).nextBytes(octets);
        for (int i = 0; i < size; i++) {
            octets[i] = octets[i] == '\r' || octets[i] == '\n' ? (byte) 'y' : octets[i];
        }
        octets[0] = 'x';
        for (int i = 60; i + 3 < size; i += 60) {
            octets[i] = '\r';
            octets[i + 1] = '\n';
            octets[i + 2] = (byte) (i % 7 == 0 ? '.' : 'x');
        }
        octets[size - 2] = '\r';
        octets[size - 1] = '\n';
        return octets;
    }

    /** As a client sends it, with the end. */
    public static byte[] stuffed(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + content.length / 32 + 5);
        for (int i = 0; i < content.length; i++) {
            boolean lineStart = i == 0 || i > 1 && content[i - 1] == '\n' && content[i - 2] == '\r';
            if (content[i] == '.' && lineStart) {
                out.write('.');
            }
            out.write(content[i]);
        }
        out.writeBytes(".\r\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
