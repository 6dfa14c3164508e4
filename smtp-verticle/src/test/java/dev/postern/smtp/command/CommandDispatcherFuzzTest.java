package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.dialogue.ReplyReader;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.BackgroundThread;
import dev.postern.smtp.testing.Fuzz;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole sessions at random, in random packets and with random ends, over each transport: the replies are those that the
 * model counts, and what is delivered is what the model knows, to the octet.
 */
class CommandDispatcherFuzzTest {
    private static final int ITEMS = 60;

    @TempDir
    static Path folder;

    private static final List<VerdictsByName.Taken> TAKEN = new CopyOnWriteArrayList<>();
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder)
                .limits(Limits.of(SessionModel.LIMIT, 1000, 2048, 100_000, 100))
                .group("names", ChainLink.Role.PLAIN, () -> new VerdictsByName(TAKEN))
                .inbox("names")
                .unobserved()
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void inClear() {
        Fuzz.run(10, seed -> play(seed, TestServer.CLEAR));
    }

    @Test
    void behindStartTls() {
        Fuzz.run(5, seed -> play(seed, TestServer.STARTTLS));
    }

    @Test
    void overImplicitTls() {
        Fuzz.run(5, seed -> play(seed, TestServer.IMPLICIT));
    }

    @Test
    void overLmtp() {
        Fuzz.run(10, seed -> play(seed, TestServer.LMTP));
    }

    private static void play(long seed, int listener) throws Exception {
        boolean encrypted = listener == TestServer.STARTTLS || listener == TestServer.IMPLICIT;
        SessionModel model = new SessionModel(seed, listener == TestServer.LMTP, encrypted);
        for (int i = 0; i < ITEMS; i++) {
            model.next();
        }
        model.quit();
        Random random = new Random(~seed);
        byte[] stream = model.stream();
        int cut = random.nextInt(3) == 0 ? random.nextInt(stream.length) : stream.length;
        TAKEN.clear();
        try (Telnet client = listener == TestServer.IMPLICIT ? server.connectTls() : server.connect(listener)) {
            client.expect("220");
            if (listener == TestServer.STARTTLS) {
                client.expect("EHLO a.example", "250").startTls();
            }
            if (cut == stream.length) {
                converse(client, stream, random, model.replies);
            } else {
                breakOff(client, Arrays.copyOf(stream, cut), random);
            }
        }
        server.expectNothingLeft();
        compare(model.mails, cut, stream.length);
    }

    private static void converse(Telnet client, byte[] stream, Random random, List<String> expected) throws Exception {
        CompletableFuture<Void> writing = BackgroundThread.run(() -> send(client, stream, random));
        ReplyReader replies = new ReplyReader(client.in());
        for (int i = 0; i < expected.size(); i++) {
            String reply = replies.next();
            assertTrue(
                    reply != null && reply.startsWith(expected.get(i)),
                    "reply " + i + ": " + reply + ", expected " + expected.get(i) + " of " + expected);
        }
        assertNull(replies.next(), "more replies than commands");
        writing.get(60, TimeUnit.SECONDS);
    }

    /** What is heard before the end has to be well-formed too. */
    private static void breakOff(Telnet client, byte[] stream, Random random) throws Exception {
        CompletableFuture<Void> writing = BackgroundThread.run(() -> send(client, stream, random));
        ReplyReader replies = new ReplyReader(client.in());
        CompletableFuture<Void> reading = BackgroundThread.run(() -> {
            try {
                while (replies.next() != null) {}
            } catch (IOException e) {
                // With TLS this is how the own end of the socket looks.
                assertTrue(client.isClosed(), e::toString);
            }
        });
        writing.get(60, TimeUnit.SECONDS);
        if (random.nextBoolean()) {
            client.reset();
        } else {
            client.close();
        }
        reading.get(60, TimeUnit.SECONDS);
    }

    /** Messages are taken in their order; of a client that breaks off perhaps not the last ones. */
    private static void compare(List<SessionModel.Mail> mails, int cut, int length) {
        List<SessionModel.Mail> complete =
                mails.stream().filter(mail -> mail.end() <= cut).toList();
        assertTrue(TAKEN.size() <= complete.size(), TAKEN.size() + " messages taken of " + complete.size());
        if (cut == length) {
            assertEquals(complete.size(), TAKEN.size());
        }
        for (int i = 0; i < TAKEN.size(); i++) {
            SessionModel.Mail mail = complete.get(i);
            assertEquals(mail.recipients(), TAKEN.get(i).recipients());
            byte[] octets = TAKEN.get(i).content().getBytes();
            int from = octets.length - mail.content().length;
            assertTrue(from > 0, "there is a trace field");
            assertArrayEquals(mail.content(), Arrays.copyOfRange(octets, from, octets.length));
        }
    }

    private static void send(Telnet client, byte[] stream, Random random) {
        int most = new int[] {3, 200, 5_000, 200_000}[random.nextInt(4)];
        try {
            for (int at = 0; at < stream.length; ) {
                // Small packets would take for ever through large messages.
                int size = Math.min(stream.length - at, 1 + random.nextInt(at % 50_000 < 2_000 ? most : 60_000));
                client.send(Arrays.copyOfRange(stream, at, at + size));
                at += size;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
