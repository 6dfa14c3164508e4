package dev.postern.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Close;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that say all they have to say, close their side, and read on. */
@Timeout(120)
class HalfCloseTest {
    private static final String ENVELOPE = """
            EHLO a.example\r
            MAIL FROM:<a@b.example>\r
            RCPT TO:<c@d.example>\r
            DATA\r
            """;
    private static final int ERRORS = 100;
    private static final String MESSAGE = "Subject: x\r\n\r\nhello\r\n.\r\n";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder).gated().start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        server.drainReports();
        server.expectNothingLeft();
        server.delivered().clear();
    }

    /** All of the session is answered, behind the greeting, and its message taken. */
    private static void expectWhole(Telnet client) throws Exception {
        expectEnvelope(client);
        client.expect("250 2.0.0 Ok, taken").expect("221").expectClosed();
        assertEquals("quit", reason());
        assertEquals(1, server.delivered().size());
    }

    private static Telnet expectEnvelope(Telnet client) throws Exception {
        return client.expect("250").expect("250 2.1.0").expect("250 2.1.5").expect("354");
    }

    private static String reason() throws Exception {
        List<Report> facts = server.reportsUntilClose();
        return ((Close) facts.get(facts.size() - 1).event()).reason();
    }

    @ParameterizedTest
    @ValueSource(ints = {TestServer.CLEAR, TestServer.STARTTLS, TestServer.IMPLICIT})
    void aWholeSessionIsAnswered(int listener) throws Exception {
        try (Telnet client = listener == TestServer.IMPLICIT ? server.connectTls() : server.connect(listener)) {
            if (listener == TestServer.STARTTLS) {
                client.expect("220").startTls();
            }
            client.send(ENVELOPE + MESSAGE + "QUIT\r\n").end();
            expectWhole(listener == TestServer.STARTTLS ? client : client.expect("220"));
        }
    }

    @Test
    void soItIsWhereTlsIsClosedAndTheConnectionIsNot() throws Exception {
        try (Telnet client = server.connectTls()) {
            client.send(ENVELOPE + MESSAGE + "QUIT\r\n").notifyEnd();
            expectWhole(client.expect("220"));
        }
    }

    @Test
    void withoutQuitTheLastCommandIsAnsweredToo() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR)
                .send("EHLO a.example\r\nNOOP\r\n")
                .end()) {
            client.expect("220").expect("250").expect("250 2.0.0").expectClosed();
        }
        assertEquals("lost", reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "HELO", "MAILFROM", "RCPTTO", "DATA", "CONTENT", "MESSAGE"})
    void aDecisionThatTakesItsTimeIsWaitedFor(Stage slow) throws Exception {
        server.gate().hold(slow);
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.send(ENVELOPE + MESSAGE + "QUIT\r\n").end();
            server.gate().awaitAsked();
            server.gate().open();
            expectWhole(client.expect("220"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTENT", "MESSAGE"})
    void whoClosesRightBehindAMessageIsLostAndSoIsTheMessage(Stage judging) throws Exception {
        server.gate().hold(judging);
        try (Telnet client = server.connect(TestServer.CLEAR).send(ENVELOPE + MESSAGE)) {
            server.gate().awaitAsked();
            expectEnvelope(client.end().expect("220"));
            client.expectClosed();
            server.gate().open();
        }
        assertEquals("lost", reason());
        assertTrue(server.delivered().isEmpty());
    }

    @Test
    void onceTheInboxIsAskedItsAnswerIsSaid() throws Exception {
        server.gate().hold(Stage.DELIVER);
        try (Telnet client = server.connect(TestServer.CLEAR).send(ENVELOPE + MESSAGE)) {
            server.gate().awaitAsked();
            expectEnvelope(client.end().expect("220"));
            server.gate().open();
            client.expect("250 2.0.0 Ok, taken").expectClosed();
        }
        assertEquals("lost", reason());
        assertEquals(1, server.delivered().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: x\r\n", "Subject: x\r\n\r\nhello\r\n.", ""})
    void halfAMessageIsNone(String content) throws Exception {
        try (Telnet client =
                server.connect(TestServer.CLEAR).send(ENVELOPE + content).end()) {
            expectEnvelope(client.expect("220")).expectClosed();
        }
        assertEquals("lost", reason());
        assertTrue(server.delivered().isEmpty());
    }

    @Test
    void halfALineIsNone() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR)
                .send("EHLO a.example\r\nNOOP\r\nQUIT")
                .end()) {
            client.expect("220").expect("250").expect("250 2.0.0").expectClosed();
        }
        assertEquals("lost", reason());
    }

    @Test
    void whoHasSaidNothingIsLostBeforeTheGreeting() throws Exception {
        server.gate().hold(Stage.CONNECT);
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            server.gate().awaitAsked();
            client.end().expectClosed();
            server.gate().open();
        }
        assertEquals("lost", reason());
    }

    @Test
    void thereIsNoHandshakeWithHalfAClient() throws Exception {
        try (Telnet client = server.connect(TestServer.STARTTLS)) {
            client.expect("220")
                    .expect("EHLO a.example", "250")
                    .expect("STARTTLS", "220")
                    .hangUp();
        }
        // The handshake may notice it before the session does.
        assertTrue(Set.of("error", "lost").contains(reason()));
    }

    @Test
    void whoIsLeftAndClosesItsSideIsRidOf() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.expect("220");
            client.send("NONSENSE\r\n".repeat(ERRORS + 1)).end();
            for (int i = 0; i < ERRORS; i++) {
                client.expect("500");
            }
            client.expect("421").expectClosed();
        }
        assertEquals("refused", reason());
    }
}
