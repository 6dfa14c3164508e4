package dev.postern.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Connect;
import dev.postern.contract.Decision;
import dev.postern.contract.Helo;
import dev.postern.contract.plugin.Plugin;
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

/** A client that has said its name and is silent costs little memory. */
class IdleMemoryTest {
    private static final int CLIENTS = 1_000;
    /** In octets; 3,600 are needed, those of the test's own end included. A socket of Vert.x alone takes 5,000 more. */
    private static final long BOUND = 6_000;

    @TempDir
    Path folder;

    /** Is asked, and so has something of its own kept with each connection. */
    static final class Bystander extends Plugin {
        @Override
        protected Future<Decision> onConnect(Connect event) {
            return pass();
        }

        @Override
        protected Future<Decision> onHelo(Helo event) {
            return pass();
        }
    }

    @Test
    void anIdleConnectionKeepsFewOctets() throws Exception {
        TestServer server = new TestServer(folder)
                .unobserved()
                .limits(Limits.of(1_000_000, 1000, 2048, 100, 2 * CLIENTS))
                .group("bystander", ChainLink.Role.PLAIN, Bystander::new)
                .start();
        List<Telnet> clients = new ArrayList<>();
        try {
            // What is made once is there.
            connect(server, clients, CLIENTS / 10);
            long before = heap();
            connect(server, clients, CLIENTS);
            assertEquals(CLIENTS + CLIENTS / 10, server.connections());
            TestServer.eventually(
                    "an idle connection keeps less than " + BOUND + " octets",
                    () -> (heap() - before) / CLIENTS < BOUND);
        } finally {
            for (Telnet client : clients) {
                client.close();
            }
        }
        server.expectNothingLeft();
        server.close();
    }

    private static void connect(TestServer server, List<Telnet> clients, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            clients.add(server.connect(TestServer.CLEAR).expect("220").expect("EHLO idle.example", "250"));
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
