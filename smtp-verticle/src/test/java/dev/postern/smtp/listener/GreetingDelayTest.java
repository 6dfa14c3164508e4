package dev.postern.smtp.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.contract.Close;
import dev.postern.contract.Event;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before the greeting the server waits, and sees who does not. */
class GreetingDelayTest {
    private static final long SHORT = 50;
    /** Nobody waits so long: what the test is about comes before. */
    private static final long LONG = 600_000;

    @TempDir
    Path folder;

    private TestServer server;

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void start(long delay) throws Exception {
        server = new TestServer(folder)
                .listeners(listener -> new SmtpOptions.Listener(
                        listener.address(),
                        listener.protocol(),
                        listener.security(),
                        listener.login(),
                        listener.trust(),
                        delay,
                        listener.chain()))
                .start();
    }

    private Event connect() throws Exception {
        Event first = server.reportsUntilClose().get(0).event();
        assertEquals(Stage.CONNECT, first.stage());
        return first;
    }

    @Test
    void whoWaitsIsNotEarly() throws Exception {
        start(SHORT);
        server.connect(TestServer.CLEAR)
                .expect("220")
                .expect("EHLO a.example", "250")
                .expect("QUIT", "221")
                .expectClosed();
        assertFalse(connect().client().peer().early());
    }

    @Test
    void aClientHelloIsNotEarly() throws Exception {
        start(SHORT);
        server.connectTls().expect("220").expect("QUIT", "221").expectClosed();
        assertFalse(connect().client().peer().early());
    }

    @Test
    void whoLeavesBeforeIsNotWaitedForAndNobodyWasAsked() throws Exception {
        start(LONG);
        server.connect(TestServer.CLEAR).send("EHLO a.example\r\n").reset();
        List<Report> told = server.reportsUntilClose();
        assertEquals(1, told.size());
        assertEquals("lost", ((Close) told.get(0).event()).reason());
        server.expectNothingLeft();
    }

    @Test
    void aShutdownDoesNotWait() throws Exception {
        start(LONG);
        try (Telnet clear = server.connect(TestServer.CLEAR);
                Telnet encrypted = server.connect(TestServer.IMPLICIT)) {
            TestServer.eventually("they are connected", () -> server.connections() == 2);
            Future<Void> closed = server.shutdown();
            clear.expect("421 localhost Shutting down").expectClosed();
            encrypted.expectClosed();
            TestServer.await(closed);
        }
        for (int i = 0; i < 2; i++) {
            List<Report> told = server.reportsUntilClose();
            assertEquals("shutdown", ((Close) told.get(0).event()).reason());
        }
    }
}
