package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.contract.Decision;
import dev.postern.contract.Message;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What an operator counts and reads of a message that ends differently for its recipients. */
class MixedEndsTest {
    private static final String ENVELOPE = "RCPT TO:<yes@d.example>\r\nRCPT TO:<no@d.example>\r\n"
            + "RCPT TO:<void@d.example>\r\nRCPT TO:<late@d.example>\r\n";

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("session");
    private TestServer server;

    /** What the recipient's name says. */
    static final class Judge extends Plugin {
        @Override
        protected Future<Decision> onMessage(Message event) {
            return switch (event.recipient().address().local()) {
                case "no" -> reject(550, "5.7.1", "no");
                case "late" -> reject(451, "4.7.1", "late");
                case "void" -> discard();
                default -> pass();
            };
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder)
                .group("judge", ChainLink.Role.PLAIN, Judge::new)
                .limits(Limits.of(100, 1000, 2048, 100, 100))
                .start();
        lines.start();
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        log.addAppender(lines);
    }

    @AfterEach
    void stop() throws Exception {
        log.detachAppender(lines);
        log.setLevel(null);
        log.setAdditive(true);
        server.close();
    }

    private Map<String, Double> counts(String name) {
        return server.registry().find(name).counters().stream()
                .filter(counter -> counter.count() > 0)
                .collect(Collectors.toMap(counter -> counter.getId().getTag("end"), Counter::count));
    }

    private static Object value(ILoggingEvent line, String key) {
        return line.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals(key))
                .map(pair -> pair.value)
                .findFirst()
                .orElse(null);
    }

    /** As {@code delivered <yes@d.example> inbox 250 2.0.0}: end, recipient, group and the beginning of the reply. */
    private List<String> ends() {
        Function<ILoggingEvent, String> end =
                line -> value(line, "event") + " " + value(line, "recipient") + " " + value(line, "group") + " "
                        + String.valueOf(value(line, "reply")).substring(0, 9);
        return lines.list.stream()
                .filter(line -> value(line, "recipient") != null)
                .map(end)
                .toList();
    }

    private void play(int listener, String mail, String... replies) throws Exception {
        try (Telnet client = server.connect(listener).expect("220")) {
            client.expect((listener == TestServer.LMTP ? "LHLO" : "EHLO") + " a.example", "250");
            client.send(mail).expect("250").send(ENVELOPE);
            for (int i = 0; i < 4; i++) {
                client.expect("250");
            }
            client.send("BDAT 5 LAST\r\nhello");
            for (String reply : replies) {
                client.expect(reply);
            }
            client.expect("QUIT", "221").expectClosed();
        }
        server.expectNothingLeft();
    }

    @Test
    void overLmtpEachHasItsOwnEnd() throws Exception {
        play(TestServer.LMTP, "MAIL FROM:<a@b.example>\r\n", "250 2.0.0", "550 5.7.1", "250 2.0.0", "451 4.7.1");
        expectOneDelivered();
    }

    @Test
    void withPrdrToo() throws Exception {
        play(
                TestServer.CLEAR,
                "MAIL FROM:<a@b.example> PRDR\r\n",
                "353",
                "250 2.0.0",
                "550 5.7.1",
                "250 2.0.0",
                "451 4.7.1",
                "250 2.0.0");
        expectOneDelivered();
    }

    private void expectOneDelivered() {
        assertEquals(
                List.of(
                        "delivered <yes@d.example> inbox 250 2.0.0",
                        "discarded <void@d.example> judge 250 2.0.0",
                        "refused <no@d.example> judge 550 5.7.1",
                        "refused <late@d.example> judge 451 4.7.1"),
                ends());
        assertEquals(Map.of("delivered", 1.0), counts("postern.messages"));
        assertEquals(Map.of("delivered", 1.0, "discarded", 1.0, "refused", 2.0), counts("postern.recipients"));
        assertEquals(5, server.registry().get("postern.message.size").summary().totalAmount());
        assertEquals(1, server.delivered().size());
    }

    @Test
    void inPlainSmtpOneReplyIsTheEndOfAll() throws Exception {
        play(TestServer.CLEAR, "MAIL FROM:<a@b.example>\r\n", "451 4.7.1");
        assertEquals(
                List.of(
                        "refused <yes@d.example> judge 451 4.7.1",
                        "refused <no@d.example> judge 451 4.7.1",
                        "refused <void@d.example> judge 451 4.7.1",
                        "refused <late@d.example> judge 451 4.7.1"),
                ends());
        assertEquals(Map.of("refused", 1.0), counts("postern.messages"));
        assertEquals(Map.of("refused", 4.0), counts("postern.recipients"));
        assertEquals(0, server.delivered().size());
    }

    @Test
    void whatWasTooLargeHasItsSize() throws Exception {
        try (Telnet client = server.connect(TestServer.LMTP).expect("220").expect("LHLO a.example", "250")) {
            client.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<yes@d.example>\r\n")
                    .expect("250")
                    .expect("250");
            client.send("BDAT 90\r\n" + "x".repeat(90)).expect("250").send("BDAT 11\r\n" + "x".repeat(11));
            client.expect("552").expect("QUIT", "221").expectClosed();
        }
        server.expectNothingLeft();
        assertEquals(List.of("refused <yes@d.example> the server 552 5.3.4"), ends());
        assertEquals(
                101, server.registry().get("postern.message.size").summary().totalAmount());
    }
}
