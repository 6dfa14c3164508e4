package dev.postern.smtp.reports;

import static dev.postern.smtp.testing.TestServer.await;
import static dev.postern.smtp.testing.TestServer.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.Observer;
import dev.postern.contract.plugin.Plugins;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Observers that do everything wrong, and sessions that do not notice. */
class ObserversTest {
    private static final Set<Stage> ALL = Set.of(Stage.values());
    private static final int SESSIONS = 150;

    @TempDir
    Path folder;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger thrown = new AtomicInteger();
    private final List<Observer> observers = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder).start();
        server.vertx().exceptionHandler(reported -> {});
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        server.close();
    }

    @Test
    void twentyThatBlockThrowAndLagAndFiveNodesThatFailChangeNotAByteAndHoldNobodyUp() throws Exception {
        String alone = session();
        int facts = server.reportsUntilClose().size();
        for (int i = 0; i < 20; i++) {
            Handler<Report> handler =
                    List.<Handler<Report>>of(this::block, this::fail, this::lag).get(i % 3);
            observers.add(await(Plugins.observe(server.vertx(), "bad", ALL, handler)));
        }
        remote("aaaaaaaaaa", message -> {});
        remote("bbbbbbbbbb", message -> message.fail(1, "never"));
        remote("cccccccccc", message -> message.reply("no acknowledgement is read"));
        remote("dddddddddd", message -> server.vertx().timer(5_000).onComplete(late -> message.reply("late")));
        hello("eeeeeeeeee");

        for (int i = 0; i < SESSIONS; i++) {
            assertEquals(alone, session());
        }
        eventually("those that block have their first fact in hand, and no other", () -> held.get() == 7);
        eventually(
                "what is too much for them is dropped",
                () -> dropped(0) == 7L * (SESSIONS * facts - Observer.QUEUE_LIMIT));
        eventually("each throw is survived", () -> thrown.get() + dropped(1) == 7 * SESSIONS * facts);
    }

    /** Everything that the server says in a session, without its ids. */
    private String session() throws Exception {
        StringBuilder said = new StringBuilder();
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            said.append(client.reply());
            for (String line : List.of(
                    "EHLO client.example",
                    "MAIL FROM:<a@example.net>",
                    "RCPT TO:<b@example.org>",
                    "RCPT TO:<c@example.org>",
                    "DATA",
                    "Subject: x\r\n\r\nbody\r\n.",
                    "QUIT")) {
                said.append('\n').append(client.ask(line));
            }
            client.expectClosed();
        }
        return said.toString().replaceAll("[a-z2-7]{10}-\\d+-\\d+", "ID");
    }

    /** By those of one kind together: also one that only throws falls behind where it gets no processor. */
    private long dropped(int kind) {
        long sum = 0;
        for (int i = kind; i < observers.size(); i += 3) {
            sum += observers.get(i).dropped();
        }
        return sum;
    }

    private void block(Report told) {
        held.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException closed) {
            throw new IllegalStateException(closed);
        }
    }

    private void fail(Report told) {
        thrown.incrementAndGet();
        throw new IllegalStateException("an observer's own trouble");
    }

    private void lag(Report told) {
        LockSupport.parkNanos(20_000_000);
    }

    private void remote(String node, Handler<Message<JsonObject>> receiver) throws Exception {
        await(server.vertx()
                .eventBus()
                .consumer(Addresses.relay(node), receiver)
                .completion());
        hello(node);
    }

    /** Says hello as if for as long as the test takes: nobody is suspected. */
    private void hello(String node) {
        ObserverManifest observation = new ObserverManifest("remote", node, Addresses.relay(node), ALL);
        Node.of(server.vertx()).announce(observation.hello());
        server.vertx().setPeriodic(1_000, timer -> Node.of(server.vertx()).announce(observation.hello()));
    }
}
