package dev.postern.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.postern.contract.Close;
import dev.postern.contract.Reply;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.testing.Flood;
import dev.postern.smtp.testing.SteeredPlugin;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import dev.postern.watch.Waits;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

public class ShutdownTest {
    private static final String ENVELOPE =
            "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    @TempDir
    Path folder;

    /** For those who end by themselves, and for those who have to be cut. */
    private static final long AMPLE = 30_000;

    private static final long SHORT = 1_000;

    private final SteeredPlugin steered = new SteeredPlugin();
    private TestServer server;

    /** @param limit in milliseconds */
    private void start(long limit) throws Exception {
        server = new TestServer(folder)
                .gated()
                .group("pilot", ChainLink.Role.PLAIN, steered::plugin)
                .timeouts(new SmtpOptions.Timeouts(300_000, 180_000, limit))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        assertEquals(0, server.connections());
        assertFalse(Files.exists(server.spool()));
        server.close();
    }

    @Waits
    void anIdleClientIsToldAtOnce() throws Exception {
        start(AMPLE);
        try (Telnet one = server.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250");
                Telnet two = server.connect(TestServer.STARTTLS).expect("220")) {
            Future<Void> closed = server.shutdown();
            one.expect("421 4.3.2").expectClosed();
            two.expect("421 4.3.2").expectClosed();
            TestServer.await(closed);
            assertSame(closed, server.shutdown());
        }
        assertEquals("shutdown", reason());
        assertEquals("shutdown", reason());
    }

    @Waits
    void aMessageOnItsWayIsTaken() throws Exception {
        start(AMPLE);
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").send(ENVELOPE)) {
            client.expect("250").expect("250").expect("250").expect("354").send("x\r\n");
            int port = server.port(TestServer.CLEAR);
            Future<Void> closed = server.shutdown();
            TestServer.eventually("new connections are refused", () -> isRefused(port));
            client.send(".\r\nNOOP\r\n").expect("250 2.0.0").expect("421 4.3.2").expectClosed();
            TestServer.await(closed);
        }
        assertEquals(1, server.delivered().size());
        assertEquals("shutdown", reason());
    }

    @Waits
    void aDecisionThatIsAwaitedIsStillTold() throws Exception {
        start(AMPLE);
        server.gate().hold(Stage.HELO);
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").send("EHLO a.example\r\nNOOP\r\n")) {
            server.gate().awaitAsked();
            Future<Void> closed = server.shutdown();
            server.gate().open();
            client.expect("250").expect("421 4.3.2").expectClosed();
            TestServer.await(closed);
        }
    }

    @Waits
    void aClientThatHangsIsCutAtTheLimit() throws Exception {
        start(SHORT);
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").send(ENVELOPE)) {
            client.expect("250").expect("250").expect("250").expect("354").send("x".repeat(100_000));
            TestServer.eventually("the message has a file", () -> server.spooled() == 1);
            await(server.shutdown());
            client.expect("421 4.3.2").expectClosed();
        }
        List<Report> told = server.reportsUntilClose();
        assertEquals(Stage.RESET, told.get(told.size() - 2).event().stage());
        assertFalse(server.hasReports());
    }

    @Waits
    void aClientThatDoesNotReadIsCutAtTheLimit() throws Exception {
        start(SHORT);
        try (Socket client = new Socket("127.0.0.1", server.port(TestServer.CLEAR))) {
            new Flood(client, "", "RSET\r\n", 4_000_000).awaitStandstill();
            await(server.shutdown());
        }
        assertEquals("shutdown", reason());
    }

    @Waits
    void aPluginThatHangsDoesNotHoldTheServer() throws Exception {
        start(SHORT);
        server.gate().hold(Stage.DELIVER);
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").send(ENVELOPE)) {
            client.expect("250").expect("250").expect("250").expect("354").send("x\r\n.\r\n");
            server.gate().awaitAsked();
            await(server.shutdown());
            client.expect("421 4.3.2").expectClosed();
        }
        assertEquals("shutdown", reason());
        server.gate().open();
    }

    /** Vert.x has a limit of its own, on another thread: it must not be faster than a loop that comes a second late. */
    @Waits
    void aLoopThatIsLateStillSaysTheLastWord() throws Exception {
        start(1);
        server.gate().hold(Stage.DELIVER);
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").send(ENVELOPE)) {
            client.expect("250").expect("250").expect("250").expect("354").send("x\r\n.\r\n");
            server.gate().awaitAsked();
            Future<Void> closed = server.shutdown();
            for (EventExecutor loop : ((VertxInternal) server.vertx()).nettyEventLoopGroup()) {
                loop.execute(() -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_200)));
            }
            await(closed);
            client.expect("421 4.3.2").expectClosed();
        }
        server.gate().open();
    }

    /** Where the final reply cannot be waited for, a refusal that a group meant for the client must not pass for it. */
    @Waits
    void aDisconnectionThatWaitsForADeliverThatHangsIsAShutdown() throws Exception {
        start(SHORT);
        server.gate().hold(Stage.DELIVER);
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").send(ENVELOPE)) {
            client.expect("250").expect("250").expect("250").expect("354").send("x\r\n.\r\n");
            server.gate().awaitAsked();
            TestServer.await(
                    steered.ask(Stage.CONTENT).commands(server.vertx()).disconnect(new Reply(550, null, "out")));
            await(server.shutdown());
            client.expect("421 4.3.2").expectClosed();
        }
        assertEquals("shutdown", reason());
        server.gate().open();
    }

    @Waits
    void aHandshakeThatHangsIsCutAtTheLimit() throws Exception {
        start(SHORT);
        try (Telnet client = server.connect(TestServer.IMPLICIT).send(new byte[] {22, 3, 1})) {
            TestServer.eventually("it is connected", () -> server.connections() == 1);
            await(server.shutdown());
            client.in().readAllBytes();
        }
        assertEquals("shutdown", reason());
    }

    /** The limit is a second, and what cannot be ended may take another; the rest is for a slow machine. */
    private static void await(Future<Void> closed) throws Exception {
        closed.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    public static boolean isRefused(int port) {
        try (Telnet late = new Telnet(port)) {
            String greeting = late.reply();
            return greeting == null || greeting.startsWith("421");
        } catch (Exception e) {
            return true;
        }
    }

    private String reason() throws Exception {
        List<Report> told = server.reportsUntilClose();
        return ((Close) told.get(told.size() - 1).event()).reason();
    }
}
