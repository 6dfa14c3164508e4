package dev.postern.smtp.reports;

import static dev.postern.smtp.testing.TestServer.await;
import static dev.postern.smtp.testing.TestServer.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Event;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.Plugins;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.contract.wire.ReportBatch;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.telemetry.ServerMetricsTest;
import dev.postern.smtp.time.Clock;
import dev.postern.smtp.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Facts on their way to other nodes; these are played by consumers of the same bus. */
class RemoteReportPublisherTest {
    private static final String THERE = "abcdefghij";

    private final Vertx vertx = Vertx.vertx();
    private final Node node = Node.of(vertx);
    private final BlockingQueue<JsonObject> batches = new LinkedBlockingQueue<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ServerMetrics meters = ServerMetrics.of(registry, ServerMetricsTest.options("spf"), () -> 0);
    private final PatientClock clock = new PatientClock(new VertxClock(vertx));
    private final RemoteReportPublisher remote = new RemoteReportPublisher(node, clock, true, meters);
    private String deployment;

    /** Time as it passes, but for acknowledgements: the test says when they come too late, not a machine that stands still. */
    private static final class PatientClock implements Clock {
        private final Clock real;
        private final Set<Runnable> unacknowledged = ConcurrentHashMap.newKeySet();

        PatientClock(Clock real) {
            this.real = real;
        }

        @Override
        public long now() {
            return real.now();
        }

        @Override
        public long wall() {
            return real.wall();
        }

        @Override
        public Alarm after(long milliseconds, Runnable action) {
            if (milliseconds != NodeRelay.ACKNOWLEDGED_WITHIN) {
                return real.after(milliseconds, action);
            }
            Context here = Vertx.currentContext();
            Runnable late = () -> here.runOnContext(v -> action.run());
            unacknowledged.add(late);
            return () -> unacknowledged.remove(late);
        }

        /** For what was sent until now it is too late. */
        void giveUp() {
            unacknowledged.forEach(Runnable::run);
        }
    }

    private int counted(String how) {
        return (int)
                registry.get("postern.told.dropped").tag("how", how).counter().count();
    }

    @BeforeEach
    void deploy() throws Exception {
        deployment = await(vertx.deployVerticle(remote));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static ObserverManifest observer(String name, Stage... stages) {
        return new ObserverManifest(name, THERE, Addresses.relay(THERE), Set.of(stages));
    }

    private void observe(Handler<Message<JsonObject>> receiver) throws Exception {
        await(vertx.eventBus().consumer(Addresses.relay(THERE), receiver).completion());
        node.announce(observer("log", Stage.CONNECT).hello());
        eventually("the hello is heard", () -> remote.isObserved(Stage.CONNECT));
    }

    private void acknowledge(Message<JsonObject> message) {
        batches.add(message.body());
        message.reply(ReportBatch.acknowledgement());
    }

    private void tell(int facts) throws Exception {
        await(vertx.<Void>executeBlocking(() -> {
            for (int i = 1; i <= facts; i++) {
                remote.publish(fact(i));
            }
            return null;
        }));
    }

    private static Report fact(long sequence) {
        JsonObject event = new JsonObject()
                .put("stage", "connect")
                .put("connection", "k4wq7zt2mv-0-17")
                .put("sequence", sequence)
                .put("commands", "smtp.node.k4wq7zt2mv.0")
                .put("key", "q83vEjRWeJCrze8SNFZ4kA")
                .put("data", new JsonObject().put("score", 3));
        return new Report(Event.fromJson(event), null, List.of());
    }

    @Test
    void aStageIsHeardFromTheFirstHelloToTheLastBye() throws Exception {
        assertFalse(remote.isObserved(Stage.CONNECT));
        node.announce(observer("one", Stage.CONNECT).hello());
        node.announce(observer("two", Stage.CONNECT, Stage.CLOSE).hello());
        eventually("both are heard", () -> remote.isObserved(Stage.CONNECT) && remote.isObserved(Stage.CLOSE));
        assertFalse(remote.isObserved(Stage.DATA));
        node.announce(observer("two").bye());
        eventually("one has left", () -> !remote.isObserved(Stage.CLOSE));
        assertTrue(remote.isObserved(Stage.CONNECT));
        node.announce(observer("one").bye());
        eventually("nobody is left", () -> !remote.isObserved(Stage.CONNECT));
    }

    @Test
    void observersOfTheOwnNodeAreNotServedTwice() throws Exception {
        await(Plugins.observe(vertx, "log", Set.of(Stage.CONNECT), told -> {}));
        node.announce(observer("other", Stage.CLOSE).hello());
        eventually("the later hello is heard", () -> remote.isObserved(Stage.CLOSE));
        assertFalse(remote.isObserved(Stage.CONNECT));
    }

    @Test
    void allFactsArriveInOrderInFewBatchesAndWithoutSecrets() throws Exception {
        observe(this::acknowledge);
        tell(500);
        long expected = 1;
        int count = 0;
        while (expected <= 500) {
            JsonObject batch = batches.poll(60, TimeUnit.SECONDS);
            assertFalse(batch.encode().contains("q83vEjRWeJCrze8SNFZ4kA"), "a key");
            assertFalse(batch.encode().contains("score"), "data");
            for (Report told : ReportBatch.fromJson(batch).told()) {
                assertEquals(expected++, told.event().sequence());
            }
            count++;
        }
        assertTrue(count < 250, count + " batches");
        assertEquals(0, remote.lost());
    }

    @Test
    void eachFactThatANodeDoesNotAcknowledgeIsCountedOnce() throws Exception {
        observe(message -> batches.add(message.body()));
        tell(5_000);
        eventually("what is too much is dropped", () -> counted("relay") >= 5_000 - RelayBuffer.FACT_LIMIT);
        eventually("all are lost", () -> {
            clock.giveUp();
            return counted("relay") + counted("unacknowledged") == 5_000;
        });
        assertEquals(5_000, remote.lost());
        int sent = batches.stream()
                .mapToInt(batch -> batch.getJsonArray("facts").size())
                .sum();
        assertEquals(sent, counted("unacknowledged"));
        assertTrue(sent <= RelayBuffer.FACT_LIMIT, sent + " were sent");
    }

    @Test
    void whatWasToldBeforeTheEndIsSentBeforeIt() throws Exception {
        observe(this::acknowledge);
        tell(3);
        await(vertx.undeploy(deployment));
        assertEquals(
                3,
                batches.stream()
                        .mapToInt(batch -> batch.getJsonArray("facts").size())
                        .sum());
        assertFalse(remote.isObserved(Stage.CONNECT));
        assertEquals(0, remote.lost());
    }
}
