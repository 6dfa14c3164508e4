package dev.postern.smtp.chain;

import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugins;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.testing.BrokenPlugin;
import dev.postern.smtp.testing.DiscardInbox;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import dev.postern.watch.Rounds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures of every kind leave nothing behind, however many there are. */
class ManyFailuresTest {
    private static final int SESSIONS = Rounds.of(2_400);
    private static final int CLIENTS = 48;
    private static final long SLACK = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void theHeapIsFlatAfterThousandsOfSessionsThatFailAtEachStage() throws Exception {
        TestServer server = new TestServer(folder).instances(1);
        for (String group : List.of("here", "elsewhere")) {
            server.link(new ChainLink(group, 0, Set.of(), 3, everywhere(), ChainLink.Role.PLAIN, Set.of()));
        }
        List<BrokenPlugin> brokenPlugins =
                List.of(BrokenPlugin.here(server.vertx(), "here"), BrokenPlugin.elsewhere(server.vertx(), "elsewhere"));
        TestServer.await(Plugins.deploy(server.vertx(), GroupOptions.eventLoop("taker"), DiscardInbox::new));
        server.unobserved().inbox("taker").start();
        try {
            // Ways that leave nothing to wait for.
            brokenPlugins.forEach(one -> one.will(BrokenPlugin.Way.EXCEPTION));
            sessions(server, SESSIONS / 5);
            long before = heap();
            brokenPlugins.forEach(one -> one.will(null));
            sessions(server, SESSIONS);
            server.expectNothingLeft();
            // Until some seconds after its end the bus still keeps an ask that got no answer.
            TestServer.eventually("the heap is as it was", () -> heap() - before < SLACK);
        } finally {
            server.close();
        }
    }

    private static Map<Stage, ChainLink.FailurePolicy> everywhere() {
        Map<Stage, ChainLink.FailurePolicy> policies = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            policies.put(stage, ChainLink.FailurePolicy.PASS);
        }
        return policies;
    }

    private static void sessions(TestServer server, int count) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            done.add(clients.submit(() -> {
                for (int n = 0; n < count / CLIENTS; n++) {
                    session(server);
                }
                return null;
            }));
        }
        for (Future<?> client : done) {
            client.get(15, TimeUnit.MINUTES);
        }
        clients.shutdown();
        // The test's own inbox keeps what it gets.
        server.delivered().clear();
    }

    /** Everything in few packets, as it is the server that is at issue. */
    private static void session(TestServer server) throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            client.send("EHLO a.example\r\nNOOP\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
            client.expect("250").expect("250").expect("250").expect("250").expect("354");
            client.send("x\r\n.\r\nQUIT\r\n").expect("250").expect("221");
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
