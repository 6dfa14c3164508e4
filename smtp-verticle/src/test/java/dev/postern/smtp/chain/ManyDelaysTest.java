package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delay costs no thread. */
class ManyDelaysTest {
    private static final int SESSIONS = 2_000;
    private static final int CONNECTIONS = 200;
    /** Threads that come and go with the machinery of the tests are no more than these. */
    private static final int OTHERS = 5;

    @TempDir
    Path folder;

    /** Delays each MAIL by a minute. */
    static final class Tarpit extends Plugin {
        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            return Future.succeededFuture(Decision.pass().withDelay(60_000));
        }
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    private static void assertNoMoreThan(int before) {
        int now = threads();
        assertTrue(now <= before + OTHERS, now + " threads, " + before + " before");
    }

    @Test
    void thousandsOfSessionsWaitWithoutOneMore() {
        List<StagePath> delayed = new ArrayList<>();
        int before = threads();
        for (int i = 0; i < SESSIONS; i++) {
            StagePath moment = StagePath.of(Stage.MAILFROM).saying(decision -> decision.withDelay(60_000));
            delayed.add(moment.arrive());
        }
        assertNoMoreThan(before);
        for (StagePath moment : delayed) {
            assertEquals(1, moment.dialogue.clock.alarms(), "one alarm, and nothing else");
            moment.dialogue.cut().assertClosed();
        }
    }

    @Test
    void connectionsOnTheWireWaitWithoutOneMore() throws Exception {
        TestServer server = new TestServer(folder)
                .limits(Limits.of(1_000_000, 1000, 2048, 100, 10_000))
                .group("tarpit", ChainLink.Role.PLAIN, Tarpit::new)
                .start();
        List<Telnet> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                clients.add(delayed(server));
            }
            int before = threads();
            while (clients.size() < CONNECTIONS) {
                clients.add(delayed(server));
            }
            assertNoMoreThan(before);
            assertEquals(CONNECTIONS, server.connections());
        } finally {
            for (Telnet client : clients) {
                client.close();
            }
        }
        // Those whose client is gone wait no longer.
        server.expectNothingLeft();
        server.close();
    }

    private static Telnet delayed(TestServer server) throws Exception {
        Telnet client = server.connect(TestServer.CLEAR).expect("220").expect("EHLO a.example", "250");
        return client.send("MAIL FROM:<a@b.example>\r\n");
    }
}
