package dev.postern.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Connect;
import dev.postern.contract.Content;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever breaks, the client learns that it did, and nothing of how. */
class InternalErrorTest {
    private static final String SECRET = "jdbc:secret://db at dev.postern.Secret(/etc/shadow)";
    private static final Pattern TELLING = Pattern.compile(
            "(?i)exception|error:|secret|java|vert\\.?x|netty|dev\\.|io\\.|/|\\\\|\\bat \\w+\\.|null|group|breaker|brittle|plugin|spool");
    private static final String BODY = "0123456789abcdef\r\n".repeat(5_000) + ".";

    @TempDir
    static Path folder;

    private static TestServer server;
    private static volatile Stage broken;
    private static volatile boolean late;

    /** Breaks at one stage, by a throw or a failed answer. */
    static final class Brittle extends Plugin {
        private Future<Decision> at(Event event) {
            if (event.stage() != broken) {
                return event.stage() == Stage.DELIVER ? delivered((Deliver) event) : pass();
            }
            RuntimeException mistake = new IllegalStateException(SECRET);
            if (!late) {
                throw mistake;
            }
            return Future.failedFuture(mistake);
        }

        @Override
        protected Future<Decision> onConnect(Connect event) {
            return at(event);
        }

        @Override
        protected Future<Decision> onHelo(Helo event) {
            return at(event);
        }

        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            return at(event);
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return at(event);
        }

        @Override
        protected Future<Decision> onData(Data event) {
            return at(event);
        }

        @Override
        protected Future<Decision> onContent(Content event) {
            return at(event);
        }

        @Override
        protected Future<Decision> onMessage(Message event) {
            return at(event);
        }

        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            return at(event);
        }

        @Override
        protected Future<Decision> onVerb(Verb event) {
            return at(event);
        }

        @Override
        protected Set<String> verbs() {
            return Set.of("XBREAK");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = brittle(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static TestServer brittle(Path folder) throws Exception {
        return new TestServer(folder)
                .unobserved()
                .instances(1)
                .inbox("brittle")
                .group("brittle", ChainLink.Role.PLAIN, Brittle::new)
                .start();
    }

    @AfterEach
    void mend() {
        broken = null;
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"CONNECT", "HELO", "MAILFROM", "RCPTTO", "DATA", "CONTENT", "MESSAGE", "DELIVER", "VERB"})
    void aPluginThatBreaksIsNotQuoted(Stage stage) throws Exception {
        for (boolean failing : new boolean[] {false, true}) {
            broken = stage;
            late = failing;
            int worst = worst(server);
            assertTrue(worst >= 421 && worst < 500, "nothing broke at " + stage + ": " + worst);
        }
    }

    @Test
    void aSpoolThatIsGoneIsNotNamed() throws Exception {
        TestServer other = brittle(Files.createDirectory(folder.resolve("gone")));
        Files.delete(other.spool().resolve("lock"));
        Files.delete(other.spool());
        assertEquals(452, worst(other));
        other.close();
    }

    @Test
    void anInboxThatIsNotThereIsNotNamed() throws Exception {
        TestServer other = new TestServer(Files.createDirectory(folder.resolve("other")))
                .unobserved()
                .instances(1)
                .inbox("absentgroup")
                .start();
        try (Telnet client = other.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250")) {
            client.expect("MAIL FROM:<a@b.example>", "250");
            String reply = client.ask("RCPT TO:<c@d.example>");
            assertTrue(reply.startsWith("451"), reply);
            assertFalse(TELLING.matcher(reply).find() || reply.contains("absent"), reply);
        }
        other.close();
    }

    /** The code of the first refusal of a session, else of its last reply; none of the replies tells anything. */
    private static int worst(TestServer server) throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            int code = code(client.reply());
            for (String line : List.of(
                    "EHLO a.example", "XBREAK", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "DATA", BODY)) {
                if (code >= 400 && code < 500) {
                    return code;
                }
                code = code(client.ask(line));
            }
            return code;
        }
    }

    /** The greeting and the reply to EHLO name what there is; all others are looked through. */
    private static int code(String reply) {
        boolean names = reply.startsWith("220") || reply.startsWith("250-");
        assertTrue(names || !TELLING.matcher(reply).find(), reply);
        return Integer.parseInt(reply.substring(0, 3));
    }
}
