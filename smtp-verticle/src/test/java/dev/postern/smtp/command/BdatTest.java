package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.testing.BackgroundThread;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BDAT on real sockets: what the inbox gets is what the client sent, to the octet, and the stream stays in step. */
class BdatTest {
    private static final int LIMIT = 300_000;
    private static final String MAIL = "MAIL FROM:<a@b.example> BODY=BINARYMIME\r\nRCPT TO:<c@d.example>\r\n";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder)
                .gated()
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

    private static Telnet greeted(int listener) throws Exception {
        Telnet client = listener == TestServer.IMPLICIT ? server.connectTls() : server.connect(listener);
        client.expect("220");
        if (listener == TestServer.STARTTLS) {
            client.expect("EHLO a.example", "250").startTls();
        }
        return client.expect("EHLO a.example", "250");
    }

    private static Telnet envelope(int listener) throws Exception {
        return greeted(listener).send(MAIL).expect("250").expect("250");
    }

    private static byte[] chunk(byte[] octets, boolean last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String command = "BDAT " + octets.length + (last ? " LAST" : "") + "\r\n";
        out.writeBytes(command.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(octets);
        return out.toByteArray();
    }

    /** All octets there are, and what would be the end of a message behind DATA. */
    private static byte[] binary(int size) {
        byte[] octets = new byte[size];
        byte[] traps = "\r\n.\r\n\n.\n\r.\r\0QUIT\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < size; i++) {
            octets[i] = i % 300 < 256 ? (byte) i : traps[i % traps.length];
        }
        return octets;
    }

    private static void expectDelivered(int message, byte[] content) {
        byte[] octets = server.delivered().get(message).getBytes();
        assertTrue(octets.length >= content.length);
        assertArrayEquals(content, Arrays.copyOfRange(octets, octets.length - content.length, octets.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {TestServer.CLEAR, TestServer.STARTTLS, TestServer.IMPLICIT})
    void aBinaryMessageArrivesAsItIsOverEachTransport(int listener) throws Exception {
        int[] sizes = {0, 1, 1000, 48 * 1024, 48 * 1024 + 1, 200_000};
        try (Telnet client = greeted(listener)) {
            for (int size : sizes) {
                byte[] content = binary(size);
                client.send(MAIL).expect("250").expect("250");
                client.send(chunk(Arrays.copyOfRange(content, 0, size / 3), false))
                        .expect("250 2.0.0");
                client.send(chunk(Arrays.copyOfRange(content, size / 3, size), false))
                        .expect("250 2.0.0");
                client.expect("BDAT 0 LAST", "250 2.0.0 Ok, taken");
            }
            client.expect("QUIT", "221").expectClosed();
        }
        assertEquals(sizes.length, server.delivered().size());
        for (int i = 0; i < sizes.length; i++) {
            expectDelivered(i, binary(sizes[i]));
        }
    }

    @Test
    void aSessionMayBeCutIntoPacketsAtEachOctet() throws Exception {
        String whole = "BDAT 7\r\nab\r\n.\r\nVRFY\r\nBDAT 6 LAST\r\nQUIT\r\nBDAT 6\r\nQUIT\r\nNOOP\r\n";
        for (int cut = 1; cut < whole.length(); cut++) {
            try (Telnet client = envelope(TestServer.CLEAR)) {
                client.send(whole.substring(0, cut)).send(whole.substring(cut));
                client.expect("250 2.0.0 Ok, 7")
                        .expect("501")
                        .expect("250 2.0.0 Ok, taken")
                        .expect("503")
                        .expect("250");
            }
        }
        try (Telnet client = envelope(TestServer.CLEAR)) {
            for (char octet : whole.toCharArray()) {
                client.send(String.valueOf(octet));
            }
            client.expect("250 2.0.0 Ok, 7")
                    .expect("501")
                    .expect("250 2.0.0 Ok, taken")
                    .expect("503")
                    .expect("250");
        }
        assertEquals(whole.length(), server.delivered().size());
        for (int i = 0; i < whole.length(); i++) {
            expectDelivered(i, "ab\r\n.\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void manySmallChunksInOneStreamAreOneMessage() throws Exception {
        int count = 20_000;
        byte[] stream = (MAIL + "BDAT 1\r\nx".repeat(count) + "BDAT 0\r\n".repeat(count) + "BDAT 0 LAST\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (Telnet client = greeted(TestServer.CLEAR)) {
            CompletableFuture<Void> writing = BackgroundThread.run(() -> send(client, stream));
            expectLines(client.in(), 2 * count + 2);
            client.expect("250 2.0.0 Ok, taken");
            writing.get(60, TimeUnit.SECONDS);
        }
        expectDelivered(0, "x".repeat(count).getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads so many lines, and not more than they can be. */
    private static void expectLines(InputStream in, int count) throws IOException {
        byte[] octets = new byte[60_000];
        for (int missing = count; missing > 0; ) {
            int length = in.read(octets, 0, Math.min(octets.length, missing));
            assertTrue(length > 0, missing + " lines are missing");
            for (int i = 0; i < length; i++) {
                missing -= octets[i] == '\n' ? 1 : 0;
            }
        }
    }

    private static void send(Telnet client, byte[] octets) {
        try {
            client.send(octets);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whileTheFirstChunkIsJudgedItsOctetsWait() throws Exception {
        for (String refusal : new String[] {"", "BDAT 6\r\nQUIT\r\n"}) {
            server.gate().hold(Stage.DATA);
            try (Telnet client = envelope(TestServer.CLEAR)) {
                client.send("BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n" + refusal + "NOOP\r\n");
                server.gate().awaitAsked();
                server.gate().open();
                client.expect("250 2.0.0 Ok, 6").expect("250 2.0.0 Ok, taken");
                if (!refusal.isEmpty()) {
                    client.expect("503");
                }
                client.expect("250 2.0.0");
            }
        }
        assertEquals(2, server.delivered().size());
    }

    @Test
    void aClientThatIsGoneWithinAChunkLeavesNothing() throws Exception {
        for (int size : new int[] {10, 200_000}) {
            for (boolean reset : new boolean[] {true, false}) {
                Telnet client = envelope(TestServer.CLEAR);
                client.send(chunk(binary(size), false)).expect("250 2.0.0");
                if (size > 48 * 1024) {
                    TestServer.eventually("the message is in a file", () -> server.spooled() == 1);
                }
                client.send("BDAT 1000 LAST\r\nabc");
                if (reset) {
                    client.reset();
                } else {
                    client.hangUp();
                }
                server.expectNothingLeft();
            }
        }
        assertEquals(0, server.delivered().size());
    }

    @Test
    void aTransactionGivenUpBetweenChunksLeavesNoFile() throws Exception {
        for (String command : new String[] {"RSET", "EHLO b.example", "HELO b.example"}) {
            try (Telnet client = envelope(TestServer.CLEAR)) {
                client.send(chunk(binary(100_000), false)).expect("250 2.0.0");
                TestServer.eventually("the message is in a file", () -> server.spooled() == 1);
                client.expect(command, "250");
                TestServer.eventually("the file is gone", () -> server.spooled() == 0);
                client.send("BDAT 6 LAST\r\nQUIT\r\n").expect("503").expect("NOOP", "250");
            }
        }
        try (Telnet client = server.connect(TestServer.STARTTLS).expect("220").expect("EHLO a.example", "250")) {
            client.send(MAIL).expect("250").expect("250");
            client.send(chunk(binary(100_000), false)).expect("250 2.0.0");
            client.startTls();
            TestServer.eventually("the file is gone", () -> server.spooled() == 0);
            client.send("BDAT 6 LAST\r\nQUIT\r\n").expect("503").expect("EHLO a.example", "250");
            client.send(MAIL + "BDAT 2 LAST\r\nok").expect("250").expect("250").expect("250 2.0.0 Ok, taken");
        }
        expectDelivered(0, "ok".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatIsTooLargeIsSwallowedAndLeavesNoFile() throws Exception {
        try (Telnet client = envelope(TestServer.CLEAR)) {
            client.send(chunk(binary(200_000), false)).expect("250 2.0.0");
            client.send(chunk(binary(LIMIT - 200_000 + 1), false)).expect("552 5.3.4");
            TestServer.eventually("the file is gone", () -> server.spooled() == 0);
            client.send(chunk(binary(500_000), true)).expect("503");
            client.send(MAIL).expect("250").expect("250");
            client.send(chunk(binary(LIMIT), true)).expect("250 2.0.0 Ok, taken");
            client.send(MAIL).expect("250").expect("250");
            client.send(chunk(binary(2 * LIMIT), true)).expect("552 5.3.4");
            client.expect("BDAT " + (2 * LIMIT + 1), "421 4.3.4").expectClosed();
        }
        expectDelivered(0, binary(LIMIT));
    }

    @Test
    void aClientThatIsSilentWithinAChunkIsLeft(@TempDir Path other) throws Exception {
        TestServer hasty = new TestServer(other)
                .timeouts(new SmtpOptions.Timeouts(300_000, 500, 30_000))
                .start();
        try (Telnet client = hasty.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250")) {
            client.send(MAIL).expect("250").expect("250");
            client.send(chunk(binary(100_000), false)).send("BDAT 10 LAST\r\nabc");
            String reply = client.reply();
            // Where the machine stands still it is left within the first chunk.
            reply = reply.startsWith("250 2.0.0") ? client.reply() : reply;
            assertTrue(reply.startsWith("421 4.4.2"), reply);
            client.expectClosed();
            hasty.expectNothingLeft();
        } finally {
            hasty.close();
        }
        assertEquals(0, hasty.delivered().size());
    }

    @Test
    void aSpoolThatIsGoneRefusesTheMessageAtItsEnd(@TempDir Path other) throws Exception {
        TestServer broken = new TestServer(other).start();
        try (Telnet client = broken.connect(TestServer.LMTP).expect("220").expect("LHLO a.example", "250")) {
            Files.delete(broken.spool().resolve("lock"));
            Files.delete(broken.spool());
            client.send(MAIL + "RCPT TO:<e@d.example>\r\n")
                    .expect("250")
                    .expect("250")
                    .expect("250");
            client.send(chunk(binary(100_000), false)).expect("250 2.0.0");
            client.send(chunk(binary(10), true)).expect("452 4.3.1").expect("452 4.3.1");
            client.send(MAIL + "BDAT 2 LAST\r\nok").expect("250").expect("250").expect("250 2.0.0 Ok, taken");
            client.expect("QUIT", "221").expectClosed();
        }
        assertEquals(1, broken.delivered().size());
        broken.close();
    }

    @Test
    void overLmtpEachRecipientHasItsReplyBehindDataAndChunks() throws Exception {
        String envelope = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nRCPT TO:<e@d.example>\r\n"
                + "RCPT TO:<c@d.example>\r\n";
        try (Telnet client = server.connect(TestServer.LMTP).expect("220").expect("EHLO a.example", "500")) {
            client.expect("LHLO a.example", "250");
            client.send(envelope + "DATA\r\nx\r\n.\r\n" + envelope + "BDAT 2 LAST\r\nxyQUIT\r\n");
            for (String start : new String[] {"354", "250 2.0.0"}) {
                client.expect("250 2.1.0")
                        .expect("250 2.1.5")
                        .expect("250 2.1.5")
                        .expect("250 2.1.5");
                client.expect(start).expect("250 2.0.0").expect("250 2.0.0");
                if (start.equals("354")) {
                    client.expect("250 2.0.0");
                }
            }
            client.expect("221").expectClosed();
        }
        assertEquals(2, server.delivered().size());
        Buffer first = server.delivered().get(0);
        assertTrue(first.toString().contains(" with LMTP"), first::toString);
    }
}
