package dev.postern.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.Decision;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.testing.BackgroundThread;
import dev.postern.smtp.testing.Flood;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import dev.postern.watch.Waits;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** How long clients are waited for, and how many at once. */
class ClientTimeoutsTest {
    private static final long SHORT = 500;
    /** For a client that must do something before it is too late. */
    private static final long SOME = 8_000;

    private static final long LONG = 300_000;
    private static final String ENVELOPE =
            "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    @TempDir
    Path folder;

    private TestServer server;

    /** Refuses everybody. */
    static final class Closed extends Plugin {
        @Override
        protected Future<Decision> onConnect(Connect event) {
            return reject(554, "5.7.1", "no");
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.expectNothingLeft();
        server.close();
    }

    @Waits
    void aSilentClientIsToldSoAndClosed() throws Exception {
        start(SHORT, LONG);
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.expect("220").expect("421 4.4.2").expectClosed();
        }
        assertEquals("timeout", reason());
    }

    @Waits
    void aClientThatDribblesACommandIsNotWaitedForForEver() throws Exception {
        start(SHORT, LONG);
        CompletableFuture<Void> dribble;
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            dribble = BackgroundThread.run(() -> dribble(client));
            client.expect("421 4.4.2").expectClosed();
        }
        dribble.get(60, TimeUnit.SECONDS);
    }

    @Waits
    void aClientSilentInAMessageIsClosedAndItsTransactionReset() throws Exception {
        start(LONG, SHORT);
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.expect("220").send(ENVELOPE + "x".repeat(100_000));
            client.expect("250")
                    .expect("250")
                    .expect("250")
                    .expect("354")
                    .expect("421 4.4.2")
                    .expectClosed();
        }
        List<Report> told = server.reportsUntilClose();
        assertEquals(Stage.RESET, told.get(told.size() - 2).event().stage());
    }

    @Waits
    void aPluginMayTakeLongerThanAClient() throws Exception {
        server = new TestServer(folder)
                .gated()
                .timeouts(new SmtpOptions.Timeouts(SOME, SOME, 30_000))
                .start();
        server.gate().hold(Stage.HELO);
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").send("EHLO a.example\r\n");
                Telnet silent = server.connect(TestServer.CLEAR)) {
            server.gate().awaitAsked();
            silent.expect("220").expect("421 4.4.2").expectClosed();
            server.gate().open();
            client.expect("250").expect("QUIT", "221");
        }
    }

    @Waits
    void aRefusedClientIsWaitedForFromItsGreetingOn() throws Exception {
        server = new TestServer(folder)
                .group("closed", ChainLink.Role.PLAIN, Closed::new)
                .timeouts(new SmtpOptions.Timeouts(1_500, LONG, 30_000))
                .start();
        try (Telnet client = server.connect(TestServer.CLEAR).expect("554")) {
            String reply = client.ask("NOOP");
            for (int i = 0; i < 8 && reply.startsWith("503"); i++) {
                // The pace of the client, which must not gain time by what it says.
                Thread.sleep(500);
                reply = client.ask("NOOP");
            }
            assertTrue(reply.startsWith("421 4.4.2"), reply);
        }
    }

    @Waits
    void aClientThatNeverReadsIsCutInTheEnd() throws Exception {
        start(SHORT, LONG);
        try (Socket client = new Socket("127.0.0.1", server.port(TestServer.CLEAR))) {
            new Flood(client, "", "RSET\r\n", 4_000_000).awaitStandstill();
            assertEquals("timeout", reason());
            TestServer.eventually("it is cut", () -> server.connections() == 0);
        }
    }

    @Waits
    void aClientThatNeverReadsIsCutOverTlsToo() throws Exception {
        start(SOME, LONG);
        byte[] flood = "RSET\r\n".repeat(900_000).getBytes(StandardCharsets.US_ASCII);
        CompletableFuture<Void> writing;
        try (Telnet client = server.connectTls()) {
            writing = BackgroundThread.run(() -> send(client, flood));
            assertEquals("timeout", reason());
            TestServer.eventually("it is cut", () -> server.connections() == 0);
        }
        writing.get(60, TimeUnit.SECONDS);
    }

    private static void send(Telnet client, byte[] octets) {
        try {
            client.send(octets);
        } catch (IOException e) {
            // The server has closed.
        }
    }

    @Waits
    void aClientThatNeverShakesHandsIsClosed() throws Exception {
        start(SOME, LONG);
        try (Telnet silent = server.connect(TestServer.IMPLICIT);
                Telnet slow = server.connect(TestServer.IMPLICIT);
                Telnet upgrading = server.connect(TestServer.STARTTLS)) {
            slow.send(new byte[] {22, 3, 1, 2});
            upgrading.expect("220").expect("EHLO a.example", "250").expect("STARTTLS", "220");
            silent.in().readAllBytes();
            slow.in().readAllBytes();
            upgrading.in().readAllBytes();
        }
    }

    @Waits
    void connectionsBeyondTheLimitAreTurnedAwayAndItsPlacesAreFreed() throws Exception {
        server = new TestServer(folder)
                .limits(Limits.of(1_000_000, 1000, 2048, 100, 3))
                .start();
        for (int round = 0; round < 5; round++) {
            Telnet[] welcome = new Telnet[3];
            for (int i = 0; i < 3; i++) {
                welcome[i] = server.connect(TestServer.CLEAR).expect("220");
            }
            server.connect(TestServer.CLEAR).expect("421 localhost ").expectClosed();
            server.connect(TestServer.STARTTLS).expect("421 localhost ").expectClosed();
            assertEquals(0, server.connect(TestServer.IMPLICIT).in().readAllBytes().length);
            welcome[0].expect("QUIT", "221");
            welcome[1].reset();
            welcome[2].close();
            TestServer.eventually("all places are free", () -> server.connections() == 0);
        }
    }

    private void start(long command, long data) throws Exception {
        server = new TestServer(folder)
                .timeouts(new SmtpOptions.Timeouts(command, data, 30_000))
                .start();
    }

    private String reason() throws Exception {
        List<Report> told = server.reportsUntilClose();
        return ((Close) told.get(told.size() - 1).event()).reason();
    }

    /** One octet after the other, until the server has had enough. */
    private static void dribble(Telnet client) {
        try {
            for (int i = 0; i < 400; i++) {
                client.send("x");
                // The pace of the client.
                Thread.sleep(50);
            }
        } catch (Exception e) {
            // The server has closed.
        }
    }
}
