package dev.postern.smtp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a client says never comes back as something else: not in a reply, not in the log, not in {@code ReceivedHeader}. */
class InjectionTest {
    private static final List<String> COMMANDS = List.of(
            "EHLO %s",
            "EHLO a%s.example",
            "HELO %s",
            "MAIL FROM:<a%s@b.example>",
            "MAIL FROM:<\"a%s\"@b.example>",
            "MAIL FROM:<a@b%s.example>",
            "MAIL FROM:<a@b.example> SIZE=1%s",
            "MAIL FROM:<a@b.example> BODY=8BITMIME%s",
            "MAIL FROM:<a@b.example> %s=1",
            "MAIL FROM:<a@b.example> SMTPUTF8%s",
            "RCPT TO:<c%s@d.example>",
            "RCPT TO:<\"c%s\"@d.example>",
            "RCPT TO:<@x%s.example:c@d.example>",
            "RCPT TO:<c@[127.0.0.1%s]>",
            "RCPT TO:<c@d.example> NOTIFY=%s",
            "VRFY %s",
            "NOOP %s",
            "HELP %s",
            "%s",
            "XYZZY%s",
            "AUTH PLAIN %s",
            "RSET%s",
            "DATA%s");

    @TempDir
    static Path folder;

    private static TestServer server;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<Logger> loggers =
            List.of((Logger) LoggerFactory.getLogger("session"), (Logger) LoggerFactory.getLogger("dev.postern.smtp"));

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder)
                .unobserved()
                .limits(Limits.of(1_000_000, 1000, 2048, 100_000, 100))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void listen() {
        lines.start();
        for (Logger logger : loggers) {
            logger.setLevel(Level.DEBUG);
            logger.setAdditive(false);
            logger.addAppender(lines);
        }
    }

    @AfterEach
    void everyLineOfTheLogIsOne() {
        for (Logger logger : loggers) {
            logger.detachAppender(lines);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
        for (ILoggingEvent line : List.copyOf(lines.list)) {
            String text = line.getFormattedMessage();
            assertFalse(text.chars().anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029'), text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r",
                "\n",
                "\n250 2.0.0 fine",
                "\r250 fine",
                "\0",
                "\u001b[2J",
                "\u007f",
                "\u0085x",
                "\u2028x",
                "\u202ex",
                "%0d%0a",
                "%s%n",
                "\t",
                "\\",
                "\"",
                "<>",
                "${jndi:ldap://x}",
                "\ufeff",
                "\ud83d\ude00",
                "=\r"
            })
    void noReplyHoldsWhatWasSaid(String poison) throws Exception {
        StringBuilder said = new StringBuilder();
        for (String command : COMMANDS) {
            said.append(command.replace("%s", poison)).append("\r\nRSET\r\n");
            said.append("EHLO a.example\r\nMAIL FROM:<a@b.example>\r\n");
            said.append(command.replace("%s", poison)).append("\r\nRSET\r\n");
        }
        List<String> replies = replies(said + "QUIT\r\n");
        int commands = said.toString().split("\r\n").length + 1;
        assertEquals(commands, replies.size(), () -> "not one reply to each command: " + replies);
        replies.forEach(InjectionTest::assertPlain);
        // BDAT may end the session.
        replies("BDAT 0 " + poison + "\r\nQUIT\r\n").forEach(InjectionTest::assertPlain);
        replies("BDAT 0" + poison + "\r\nQUIT\r\n").forEach(InjectionTest::assertPlain);
    }

    /** Behind it nobody knows what is a command: it is the last that is answered. */
    @ParameterizedTest
    @ValueSource(strings = {"\u202ex", "%0d%0a", "%s%n", "\"", "<>", "${jndi:ldap://x}", ",000"})
    void norWhereTheSizeOfAChunkCannotBeRead(String poison) throws Exception {
        List<String> replies = replies("BDAT 0" + poison + "\r\nNOOP\r\n");
        assertEquals(1, replies.size(), replies::toString);
        replies.forEach(InjectionTest::assertPlain);
    }

    @Test
    void octetsThatAreNoTextAreNotEchoed() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int octet = 128; octet < 256; octet++) {
            said.writeBytes("NOOP x\r\nEHLO x\r\n".getBytes(StandardCharsets.US_ASCII));
            said.write(octet);
            said.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        replies(said.toString(StandardCharsets.ISO_8859_1) + "QUIT\r\n").forEach(InjectionTest::assertPlain);
    }

    @Test
    void aTraceFieldHasTheLinesThatTheServerWrites() throws Exception {
        server.delivered().clear();
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            for (String local : List.of("\"a b\"", "\"a\\\"b\"", "\"a@b\"", "\"a>;\\\\(\"", "a+b", "\"Received: x\"")) {
                client.expect("EHLO [127.0.0.1]", "250")
                        .expect("MAIL FROM:<" + local + "@b.example>", "250")
                        .expect("RCPT TO:<" + local + "@d.example>", "250")
                        .expect("DATA", "354")
                        .expect("Subject: x\r\n\r\n.", "250");
            }
        }
        assertEquals(6, server.delivered().size());
        for (Buffer message : server.delivered()) {
            String field = message.toString().substring(0, message.toString().indexOf("Subject"));
            assertTrue(
                    field.matches(
                            "Received: from \\[127\\.0\\.0\\.1] \\(\\[127\\.0\\.0\\.1]\\)\r\n"
                                    + "\tby localhost \\(Postern\\) with ESMTP\r\n\tid [^\r\n]+\r\n\tfor <[^\r\n]+>;\r\n\t[^\r\n]+\r\n"),
                    field);
        }
    }

    private static void assertPlain(String reply) {
        for (String line : reply.split("\n")) {
            assertTrue(line.matches("[2-5]\\d\\d[ -][\\x20-\\x7e]*"), reply);
            assertFalse(line.contains("250 2.0.0 fine") || line.contains("jndi") || line.contains("%0d"), reply);
        }
    }

    private static List<String> replies(String said) throws Exception {
        List<String> replies = new ArrayList<>();
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").send(said)) {
            for (String reply = client.reply(); reply != null; reply = client.reply()) {
                replies.add(reply);
            }
        }
        return replies;
    }
}
