package dev.postern.smtp.reports;

import static dev.postern.smtp.testing.TestServer.await;
import static dev.postern.smtp.testing.TestServer.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.Plugins;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.contract.wire.ReportBatch;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.time.VertxClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fact goes where somebody wants it, and nowhere else. */
class BusReportPublisherTest {
    private static final String THERE = "abcdefghij";
    private static final Reply OK = new Reply(250, null, "ok");
    private static final Event HELO = Event.fromJson(
            new JsonObject().put("stage", "helo").put("connection", "c").put("name", "client.example"));

    private final Vertx vertx = Vertx.vertx();
    private final Node node = Node.of(vertx);
    private final RemoteReportPublisher remote =
            new RemoteReportPublisher(node, new VertxClock(vertx), true, ServerMetrics.NONE);
    private final BusReportPublisher publisher =
            new BusReportPublisher(vertx.eventBus(), node, remote, ServerMetrics.NONE);
    private final BlockingQueue<Report> here = new LinkedBlockingQueue<>();
    private final BlockingQueue<Report> there = new LinkedBlockingQueue<>();
    private final AtomicInteger messages = new AtomicInteger();

    @BeforeEach
    void deploy() throws Exception {
        await(vertx.deployVerticle(remote));
        vertx.eventBus().addOutboundInterceptor(delivery -> {
            if (!delivery.message().address().equals(Addresses.PLUGINS)) {
                messages.incrementAndGet();
            }
            delivery.next();
        });
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private void observeHere() throws Exception {
        await(Plugins.observe(vertx, "here", Set.of(Stage.HELO), here::add));
    }

    private void observeThere() throws Exception {
        await(vertx.eventBus()
                .<JsonObject>consumer(Addresses.relay(THERE), batch -> {
                    there.addAll(ReportBatch.fromJson(batch.body()).told());
                    batch.reply(ReportBatch.acknowledgement());
                })
                .completion());
        node.announce(new ObserverManifest("there", THERE, Addresses.relay(THERE), Set.of(Stage.HELO)).hello());
        eventually("the hello is heard", () -> remote.isObserved(Stage.HELO));
    }

    private static Report next(BlockingQueue<Report> queue) throws Exception {
        return queue.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void whatNobodyObservesIsNotPublished() throws Exception {
        observeHere();
        Event other = Event.fromJson(new JsonObject().put("stage", "connect").put("connection", "c"));
        assertFalse(publisher.isWanted(Stage.CONNECT));
        publisher.publish(other, OK, List.of());
        assertEquals(0, messages.get());
        publisher.publish(HELO, OK, List.of());
        assertEquals(1, messages.get());
        assertEquals(Stage.HELO, next(here).event().stage());
    }

    @Test
    void anObserverHereIsToldByReferenceAndOthersAreNot() throws Exception {
        observeHere();
        assertTrue(publisher.isWanted(Stage.HELO));
        publisher.publish(HELO, OK, List.of());
        assertSame(OK, next(here).reply());
        assertEquals(1, messages.get());
    }

    @Test
    void anObserverElsewhereIsToldThroughItsNodeAlone() throws Exception {
        observeThere();
        assertTrue(publisher.isWanted(Stage.HELO));
        publisher.publish(HELO, OK, List.of());
        assertEquals(OK, next(there).reply());
        assertTrue(here.isEmpty());
    }

    @Test
    void bothAreToldOnce() throws Exception {
        observeHere();
        observeThere();
        publisher.publish(HELO, OK, List.of());
        publisher.publish(HELO, null, List.of());
        for (BlockingQueue<Report> queue : List.of(here, there)) {
            assertEquals(OK, next(queue).reply());
            assertEquals(null, next(queue).reply());
            assertTrue(queue.isEmpty());
        }
    }
}
