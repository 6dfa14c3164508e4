package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Close;
import dev.postern.contract.Decision;
import dev.postern.contract.Helo;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTlsTest {
    @TempDir
    Path folder;

    private TestServer server;

    /** Takes its time at EHLO, so that a client can send while a decision is awaited. */
    static final class Slow extends Plugin {
        @Override
        protected Future<Decision> onHelo(Helo event) {
            return event.name().equals("slow.example") ? vertx.timer(300).map(Decision.pass()) : pass();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder)
                .group("slow", ChainLink.Role.PLAIN, Slow::new)
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void manySessionsInARowUpgradeAndNoneHangs() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Telnet client = server.connect(TestServer.STARTTLS)) {
                client.expect("220").expect("EHLO a.example", "250").startTls();
                String offer = client.ask("EHLO a.example");
                assertFalse(offer.contains("STARTTLS"), offer);
                client.expect("QUIT", "221").expectClosed();
            }
        }
    }

    @Test
    void theEventTellsOfTheSession() throws Exception {
        try (Telnet client = server.connect(TestServer.STARTTLS)) {
            client.expect("220").expect("EHLO a.example", "250").startTls();
            client.expect("EHLO a.example", "250").expect("QUIT", "221");
        }
        List<Report> told = server.reportsUntilClose();
        Report secure = told.stream()
                .filter(fact -> fact.event().stage() == Stage.SECURE)
                .findFirst()
                .orElseThrow();
        assertEquals("TLSv1.3", secure.event().client().tls().version());
        assertEquals(null, secure.event().client().name());
    }

    @Test
    void octetsBehindStartTlsInTheSamePacketCloseTheConnection() throws Exception {
        try (Telnet client = server.connect(TestServer.STARTTLS)) {
            client.expect("220").expect("EHLO a.example", "250");
            client.send("STARTTLS\r\nMAIL FROM:<a@b.example>\r\n").expectClosed();
        }
        expectNothingExecuted();
    }

    @Test
    void octetsBehindStartTlsWhileADecisionIsAwaitedCloseTheConnection() throws Exception {
        try (Telnet client = server.connect(TestServer.STARTTLS)) {
            client.expect("220").send("EHLO slow.example\r\nSTARTTLS\r\nMAIL FROM:<a@b.example>\r\n");
            client.expect("250").expectClosed();
        }
        expectNothingExecuted();
    }

    @Test
    void clearTextInPlaceOfAHandshakeClosesTheConnection() throws Exception {
        try (Telnet client = server.connect(TestServer.STARTTLS)) {
            client.expect("220").expect("EHLO a.example", "250").expect("STARTTLS", "220");
            client.send("MAIL FROM:<a@b.example>\r\n").expectClosed();
        }
        expectNothingExecuted();
    }

    @Test
    void aClientThatLeavesBeforeTheHandshakeIsClosedOnce() throws Exception {
        try (Telnet client = server.connect(TestServer.STARTTLS)) {
            client.expect("220").expect("EHLO a.example", "250").expect("STARTTLS", "220");
        }
        expectNothingExecuted();
    }

    @Test
    void implicitTlsGreetsAfterTheHandshake() throws Exception {
        try (Telnet client = server.connectTls()) {
            client.expect("220");
            assertFalse(client.ask("EHLO a.example").contains("STARTTLS"));
            client.expect("STARTTLS", "503").expect("QUIT", "221").expectClosed();
        }
        List<Stage> stages = server.reportsUntilClose().stream()
                .map(told -> told.event().stage())
                .toList();
        assertEquals(List.of(Stage.CONNECT, Stage.SECURE, Stage.HELO, Stage.VERB, Stage.CLOSE), stages);
    }

    private void expectNothingExecuted() throws Exception {
        List<Report> told = server.reportsUntilClose();
        assertTrue(told.stream().noneMatch(fact -> fact.event().stage() == Stage.MAILFROM), told.toString());
        Close close = (Close) told.get(told.size() - 1).event();
        assertTrue(List.of("error", "lost").contains(close.reason()), close.reason());
    }
}
