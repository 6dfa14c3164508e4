package dev.postern.smtp.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Content;
import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server counts of real sessions. */
class CountingTest {
    private static final String LISTENER = "127.0.0.1:0";

    @TempDir
    Path folder;

    private TestServer server;

    /** What the recipient's name says. */
    static final class Judge extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return switch (event.recipient().address().local()) {
                case "nobody" -> reject(550, "5.1.1", "no such user");
                case "nowhere" -> discard();
                case "broken" -> Future.failedFuture("broken");
                default -> pass();
            };
        }

        @Override
        protected Future<Decision> onContent(Content event) {
            boolean spam = event.sender().address().local().equals("spammer");
            return spam ? reject(554, "5.7.1", "spam") : pass();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder)
                .limits(Limits.of(50_000_000, 1000, 2048, 100, 1))
                .group("judge", ChainLink.Role.PLAIN, Judge::new)
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private double count(String name, String... labels) {
        return server.registry().find(name).tags(labels).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double open() {
        return server.registry()
                .get("postern.connections.open")
                .tags("listener", LISTENER)
                .gauge()
                .value();
    }

    private Telnet greeted() throws Exception {
        return server.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250");
    }

    private void quit(Telnet client) throws Exception {
        client.expect("QUIT", "221").expectClosed();
        server.expectNothingLeft();
    }

    @Test
    void aMessageThatIsDeliveredIsCountedFromConnectToQuit() throws Exception {
        Telnet client = greeted().expect("MAIL FROM:<a@b.example>", "250").expect("RCPT TO:<c@d.example>", "250");
        assertEquals(1, open());
        client.expect("RCPT TO:<nowhere@d.example>", "250")
                .expect("RCPT TO:<nobody@d.example>", "550")
                .expect("DATA", "354")
                .expect("Subject: x\r\n\r\nhello\r\n.", "250");
        quit(client);

        assertEquals(0, open());
        assertEquals(1, count("postern.connections.accepted"));
        assertEquals(1, count("postern.sessions", "listener", LISTENER, "outcome", "quit"));
        assertEquals(1, count("postern.sessions"));
        assertEquals(1, count("postern.messages", "end", "delivered"));
        assertEquals(1, count("postern.messages"));
        assertEquals(
                "Subject: x\r\n\r\nhello\r\n".length(),
                server.registry().get("postern.message.size").summary().totalAmount());
        assertEquals(1, count("postern.recipients", "end", "delivered"));
        assertEquals(1, count("postern.recipients", "end", "discarded"));
        assertEquals(1, count("postern.recipients", "end", "refused"));
        assertEquals(1, count("postern.replies", "code", "220"));
        assertEquals(5, count("postern.replies", "code", "250"));
        assertEquals(1, count("postern.replies", "code", "550"));
        assertEquals(1, count("postern.replies", "code", "354"));
        assertEquals(1, count("postern.decisions", "group", "judge", "stage", "rcptto", "decision", "pass"));
        assertEquals(1, count("postern.decisions", "group", "judge", "stage", "rcptto", "decision", "reject"));
        assertEquals(1, count("postern.decisions", "group", "judge", "stage", "rcptto", "decision", "discard"));
        assertEquals(1, count("postern.decisions", "group", "inbox", "stage", "deliver", "decision", "delivered"));
        String session = "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n"
                + "RCPT TO:<nowhere@d.example>\r\nRCPT TO:<nobody@d.example>\r\nDATA\r\n"
                + "Subject: x\r\n\r\nhello\r\n.\r\nQUIT\r\n";
        assertEquals(session.length(), count("postern.received", "listener", LISTENER));
        assertTrue(count("postern.sent") > 200, "sent " + count("postern.sent"));
    }

    @Test
    void theTimeOfEachDecisionIsMeasured() throws Exception {
        Telnet client = greeted().expect("MAIL FROM:<a@b.example>", "250").expect("RCPT TO:<c@d.example>", "250");
        quit(client);
        var timer = server.registry()
                .get("postern.answers")
                .tags("group", "judge", "stage", "rcptto")
                .timer();
        assertEquals(1, timer.count());
        assertTrue(timer.totalTime(TimeUnit.MILLISECONDS) > 0);
    }

    @Test
    void aMessageThatIsRefusedIsNotDelivered() throws Exception {
        Telnet client = greeted()
                .expect("MAIL FROM:<spammer@b.example>", "250")
                .expect("RCPT TO:<c@d.example>", "250")
                .expect("RCPT TO:<e@d.example>", "250")
                .expect("DATA", "354")
                .expect("Subject: x\r\n\r\nbuy\r\n.", "554");
        quit(client);
        assertEquals(1, count("postern.messages", "end", "refused"));
        assertEquals(1, count("postern.messages"));
        assertEquals(2, count("postern.recipients", "end", "refused"));
        assertEquals(2, count("postern.recipients"));
    }

    @Test
    void eachMessageOfASessionIsCounted() throws Exception {
        Telnet client = greeted();
        for (int i = 0; i < 3; i++) {
            client.expect("MAIL FROM:<a@b.example>", "250")
                    .expect("RCPT TO:<c@d.example>", "250")
                    .expect("DATA", "354")
                    .expect("x\r\n.", "250");
        }
        quit(client);
        assertEquals(3, count("postern.messages", "end", "delivered"));
    }

    @Test
    void aPluginThatThrowsIsAFailureOfItsGroupAndStage() throws Exception {
        Telnet client = greeted().expect("MAIL FROM:<a@b.example>", "250").expect("RCPT TO:<broken@d.example>", "451");
        quit(client);
        assertEquals(1, count("postern.failures", "group", "judge", "stage", "rcptto", "failure", "exception"));
        assertEquals(1, count("postern.failures"));
    }

    @Test
    void aConnectionTooManyIsTurnedAwayAndNoSession() throws Exception {
        try (Telnet first = greeted();
                Telnet second = server.connect(TestServer.CLEAR).expect("421")) {
            second.expectClosed();
            assertEquals(1, count("postern.connections.turned.away", "reason", "limit"));
            assertEquals(0, count("postern.connections.turned.away", "reason", "shutdown"));
            assertEquals(1, count("postern.connections.accepted"));
            assertEquals(1, count("postern.replies", "code", "421"));
            quit(first);
        }
        assertEquals(1, count("postern.sessions"));
    }

    @Test
    void aClientThatIsGoneIsALostSession() throws Exception {
        greeted().hangUp();
        server.expectNothingLeft();
        assertEquals(1, count("postern.sessions", "outcome", "lost"));
        assertEquals(0, open());
    }
}
