package dev.postern.testkit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.RcptTo;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server of its own for each test, and everything said that can be said of it. */
@Timeout(300)
class ServerForEachTest {
    private static final GroupOptions KEEPER = GroupOptions.worker("keeper").withInstances(2);

    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    @RegisterExtension
    final PosternExtension postern = PosternExtension.with("nobody", Nobody::new)
            .then(KEEPER, Keeper::new, Setup.link("keeper", new ChainLink.Role(true, true)))
            .inbox(KEEPER, Keeper::new)
            .admittingNobodyElse()
            .tls(SmtpOptions.TlsMode.STARTTLS)
            .options(ServerForEachTest::small);

    private static Postern last;
    private static SmtpClient connection;

    /** Has no opinion. */
    private static final class Nobody extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return pass();
        }
    }

    /** Knows its own domain, and takes the mail for it. */
    private final class Keeper extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return event.recipient().address().domainKey().equals("example.org") ? accept() : pass();
        }

        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            event.recipients()
                    .forEach(recipient -> taken.add(recipient.address().toString()));
            return delivered(event);
        }
    }

    private static SmtpOptions small(SmtpOptions options) {
        return new SmtpOptions(
                "mx.example.org",
                options.listeners(),
                Limits.of(1_000, 100, 512, 10, 10),
                options.timeouts(),
                options.budgets(),
                options.policy(),
                options.files());
    }

    @Test
    void itIsAsTheTestWantsIt(Postern server, SmtpClient client) {
        client.expect("220 mx.example.org");
        client.ask("EHLO client.example", "250");
        client.startTls();
        String offer = client.ask("EHLO client.example", "250");
        assertTrue(offer.contains("SIZE 1000"), offer);
        client.ask("MAIL FROM:<a@example.net>", "250");
        client.ask("RCPT TO:<x@elsewhere.example>", "550");
        client.ask("RCPT TO:<b@example.org>", "250");
        client.ask("DATA", "354");
        client.sendContent("Subject: x\r\n\r\n".getBytes());
        client.expect("250");
        assertEquals(List.of("b@example.org"), List.copyOf(taken));
        assertEquals(List.of(), server.mails());
        endOfTheOneBefore(server, client);
    }

    @Test
    void theServerOfAnotherTestIsGone(Postern server, SmtpClient client) {
        client.greet();
        endOfTheOneBefore(server, client);
    }

    /** The first of the tests leaves its server and its connection to the second. */
    private static void endOfTheOneBefore(Postern server, SmtpClient client) {
        if (last != null) {
            assertFalse(last.vertx().deploymentIDs().stream().anyMatch(id -> true), "a verticle of the server before");
            assertThrows(UncheckedIOException.class, () -> connection.send("NOOP\r\n"));
        }
        last = server;
        connection = client;
    }
}
