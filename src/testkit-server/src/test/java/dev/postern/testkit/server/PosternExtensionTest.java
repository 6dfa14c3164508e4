package dev.postern.testkit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxTestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One server for the class. */
@Timeout(300)
class PosternExtensionTest {
    @RegisterExtension
    static final PosternExtension POSTERN =
            PosternExtension.with("manners", Manners::new).then("password", Password::new);

    private static final class Manners extends Plugin {
        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            boolean rude = event.sender().address().domainKey().equals("rude.example");
            return rude ? reject(550, "5.7.1", "mind your manners") : pass();
        }
    }

    private static final class Password extends Plugin {
        @Override
        protected Set<String> mechanisms() {
            return Set.of("PLAIN");
        }

        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            return event.credentials().password().equals("sesame") ? accept() : pass();
        }
    }

    private static Postern before;
    private SmtpClient early;

    @BeforeEach
    void greet(SmtpClient client) {
        early = client;
    }

    @Test
    void aDialogueIsPlayed(SmtpClient client) {
        client.play("""
            S: 220 localhost
            C: EHLO client.example
            S: 250
            C: MAIL FROM:<x@rude.example>
            S: 550 5.7.1 mind your manners
            C: QUIT
            S: 221
            S: (closed)""");
    }

    @Test
    void mailIsKept(Postern postern, SmtpClient client) {
        int others = postern.mails().size();
        client.greet();
        client.mail("<a@example.net>", "<b@example.org>", "Subject: x\r\n\r\n.dot".getBytes(StandardCharsets.US_ASCII));
        Mail mail = postern.mails().get(others);
        assertEquals("a@example.net", mail.sender().address().toString());
        assertEquals(List.of("b@example.org"), mail.to());
        assertTrue(mail.text().startsWith("Received: from client.example.com"), mail.text());
        assertTrue(mail.text().endsWith("\r\nSubject: x\r\n\r\n.dot\r\n"), mail.text());
        assertTrue(mail.transaction().matches("[a-z2-7]{10}-\\d+-\\d+-\\d+"), mail.transaction());
    }

    @Test
    void factsAreTold(Postern postern, SmtpClient client) {
        client.greet();
        client.ask("MAIL FROM:<gruff@rude.example>", "550");
        Report fact = postern.told(Stage.MAILFROM);
        while (!fact.event().sender().address().local().equals("gruff")) {
            fact = postern.told(Stage.MAILFROM);
        }
        assertEquals("manners", fact.verdicts().get(0).group());
    }

    @Test
    void aClientCanLogInInClear(SmtpClient client) {
        assertTrue(client.greet().contains("AUTH PLAIN"));
        client.ask("AUTH PLAIN AGFsaWNlAHNlc2FtZQ==", "235");
    }

    @Test
    void everyParameterIsAConnectionOfItsOwn(SmtpClient one, SmtpClient other) {
        assertNotSame(one, other);
        assertNotSame(early, one);
        one.greet();
        other.greet();
        early.greet();
    }

    @Test
    void theServerIsTheSameForTheWholeClass(Postern postern) {
        requireSame(postern);
    }

    @Test
    void theServerIsTheSameForTheNextTestToo(Postern postern) {
        requireSame(postern);
    }

    @Test
    void vertxJunit5IsThereToo(Vertx vertx, Postern postern, VertxTestContext context) {
        assertSame(postern.vertx(), vertx);
        vertx.createNetClient().connect(postern.port(), "127.0.0.1").onComplete(context.succeedingThenComplete());
    }

    private static void requireSame(Postern postern) {
        if (before == null) {
            before = postern;
        }
        assertSame(before, postern);
    }
}
