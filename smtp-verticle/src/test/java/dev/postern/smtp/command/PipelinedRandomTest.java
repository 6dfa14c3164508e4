package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.smtp.content.ContentTest;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.BackgroundThread;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random conversations in random packets: what a small model predicts is what the server says. */
class PipelinedRandomTest {
    private static final int LIMIT = 200_000;
    private static final int ITEMS = 300;

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder)
                .gated()
                .limits(Limits.of(LIMIT, 1000, 2048, 100_000, 100))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void eachCommandGetsItsOneReply(long seed) throws Exception {
        server.delivered().clear();
        Model model = new Model(seed);
        for (int i = 0; i < ITEMS; i++) {
            model.next();
        }
        model.say("QUIT\r\n", "221");
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            CompletableFuture<Void> writing = BackgroundThread.run(() -> model.send(client));
            for (String reply : model.replies) {
                client.expect(reply);
            }
            writing.get(60, TimeUnit.SECONDS);
            client.expectClosed();
        }
        server.expectNothingLeft();
        assertEquals(model.messages.size(), server.delivered().size());
        for (int i = 0; i < model.messages.size(); i++) {
            byte[] sent = model.messages.get(i);
            Buffer got = server.delivered().get(i);
            assertArrayEquals(sent, got.getBytes(got.length() - sent.length, got.length()));
        }
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250")) {
            client.expect("QUIT", "221").expectClosed();
        }
    }

    /** Says things at random, and knows what the server answers. */
    private static final class Model {
        private final Random random;
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private final List<String> replies = new ArrayList<>();
        private final List<byte[]> messages = new ArrayList<>();
        private boolean greeted;
        private boolean sender;
        private int recipients;

        Model(long seed) {
            random = new Random(seed);
        }

        void say(String text, String reply) {
            said.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            replies.add(reply);
        }

        void next() {
            switch (random.nextInt(16)) {
                case 0 -> {
                    say("EHLO a.example\r\n", "250");
                    greeted = true;
                    forget();
                }
                case 1, 2 -> {
                    say("MAIL FROM:<a@b.example>\r\n", greeted && !sender ? "250 2.1.0" : "503");
                    sender |= greeted;
                }
                case 3, 4, 5 -> {
                    say("rcpt to:<c@d.example>\r\n", sender ? "250 2.1.5" : "503");
                    recipients += sender ? 1 : 0;
                }
                case 6, 7, 8 -> data();
                case 9 -> {
                    say("RSET\r\n", "250 2.0.0");
                    forget();
                }
                case 10 -> say("NOOP\r\n", "250 2.0.0");
                case 11 -> say("XYZZY plugh\r\n", "500 5.5.1");
                case 12 -> say("\r\n", "500");
                case 13 -> say("NOOP\nRSET\r\n", "500 5.5.2");
                case 14 -> say("NO\0OP\r\n", "500 5.5.2");
                default -> say("x".repeat(2_000 + random.nextInt(20_000)) + "\r\n", "500 5.5.");
            }
        }

        private void data() {
            if (recipients == 0) {
                say("DATA\r\n", sender ? "5" : "503");
                return;
            }
            int size = new int[] {2, 100, 48 * 1024, 100_000, LIMIT + 1}[random.nextInt(5)] + random.nextInt(50);
            say("DATA\r\n", "354");
            byte[] content = ContentTest.random(size, random.nextLong());
            said.writeBytes(ContentTest.stuffed(content));
            replies.add(size > LIMIT ? "552 5.3.4" : "250 2.0.0");
            if (size <= LIMIT) {
                messages.add(content);
            }
            forget();
        }

        private void forget() {
            sender = false;
            recipients = 0;
        }

        void send(Telnet client) {
            byte[] all = said.toByteArray();
            int most = new int[] {3, 200, 5_000, 200_000}[random.nextInt(4)];
            try {
                for (int at = 0; at < all.length; ) {
                    // Small packets would take for ever through large messages.
                    int size = Math.min(all.length - at, 1 + random.nextInt(at % 50_000 < 5_000 ? most : 60_000));
                    client.send(Arrays.copyOfRange(all, at, at + size));
                    at += size;
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
