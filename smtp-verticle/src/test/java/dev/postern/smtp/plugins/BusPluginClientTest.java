package dev.postern.smtp.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Client;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.time.VirtualClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asking over a real event bus, in virtual time. */
class BusPluginClientTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final String here = Node.of(vertx).id();
    private final VirtualClock clock = new VirtualClock();
    private final PluginRegistry registry = new PluginRegistry(here, 0, clock, true);
    private final BusPluginClient groups = new BusPluginClient(vertx.eventBus(), registry, clock, ServerMetrics.NONE);
    private final ConnectionState connection = new ConnectionState(
            "node-0-1",
            "smtp.node.node.0",
            new Client(
                    new Client.Peer(
                            new Client.Endpoint("192.0.2.1", 1),
                            new Client.Endpoint("192.0.2.2", 25),
                            null,
                            "test",
                            false),
                    Client.Greeting.NONE,
                    null,
                    null),
            clock::wall);

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** Everything of an SMTP verticle happens on its event loop. */
    private <T> T onLoop(Callable<T> action) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(v -> {
            try {
                done.complete(action.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return await(done.future());
    }

    /** A desk on another node, as any language on a bridge could be one: it sees JSON. */
    private void desk(io.vertx.core.Handler<Message<JsonObject>> answer) throws Exception {
        String address = Addresses.desk("spf", "there");
        if (answer != null) {
            await(vertx.eventBus().consumer(address, answer).completion());
        }
        hello("there");
    }

    private void hello(String node) throws Exception {
        GroupManifest manifest = new GroupManifest(
                "spf",
                "1",
                node,
                Addresses.desk("spf", node),
                List.of(new GroupManifest.Instance(0, 0)),
                new Declaration(Set.of(Stage.DATA), Set.of(), Set.of(), Set.of(), false, Set.of()));
        onLoop(() -> {
            registry.receive(manifest.hello());
            return null;
        });
    }

    private Event event() {
        return new Data(connection.occasion().with(connection.turn("spf", 5_000)));
    }

    private Future<CallResult> begin() throws Exception {
        return onLoop(() -> groups.ask("spf", event(), 5_000));
    }

    private CallResult ask() throws Exception {
        CallResult answer = await(begin());
        assertEquals(0, onLoop(clock::alarms), "alarms are left");
        assertEquals(0, onLoop(() -> openAsks()), "asks are left open");
        return answer;
    }

    private int openAsks() {
        return registry.candidates("spf", Stage.DATA, List.of(), clock.now()).stream()
                .mapToInt(Candidate::open)
                .sum();
    }

    private void assertFailed(Failure expected, CallResult answer) {
        assertEquals(expected, answer.failure(), answer.reason());
        assertNull(answer.decision());
    }

    @Test
    void aDecisionOfAnotherNodeIsReadFromJson() throws Exception {
        List<JsonObject> seen = new ArrayList<>();
        desk(ask -> {
            seen.add(ask.body());
            ask.reply(Decision.reject(550, "5.7.1", "no").toJson());
        });
        CallResult answer = ask();
        assertEquals(Decision.reject(550, "5.7.1", "no"), answer.decision());
        assertEquals("smtp.ask.spf.there", answer.instance());
        assertEquals("data", seen.get(0).getString("stage"));
    }

    @Test
    void aDecisionOfThisNodeGoesByReference() throws Exception {
        Decision decision = Decision.accept();
        List<Object> seen = new ArrayList<>();
        String address = Addresses.instance("spf", here, 0);
        await(vertx.eventBus()
                .localConsumer(address, ask -> {
                    seen.add(ask.body());
                    ask.reply(decision, Node.byReference());
                })
                .completion());
        hello(here);
        Event event = event();
        CallResult answer = await(onLoop(() -> groups.ask("spf", event, 5_000)));
        assertTrue(decision == answer.decision());
        assertTrue(event == seen.get(0));
    }

    @Test
    void nobodyIsThere() throws Exception {
        assertFailed(Failure.NO_INSTANCE, ask());
    }

    @Test
    void nobodyListensWhereSomebodySaidHello() throws Exception {
        desk(null);
        assertFailed(Failure.NO_INSTANCE, ask());
    }

    @Test
    void anExceptionOfThePluginIsOne() throws Exception {
        desk(ask -> ask.fail(AskErrors.EXCEPTION, "disk on fire"));
        CallResult answer = ask();
        assertFailed(Failure.EXCEPTION, answer);
        assertEquals("disk on fire", answer.reason());
    }

    @Test
    void anEventThatThePluginCouldNotReadIsMalformed() throws Exception {
        desk(ask -> ask.fail(AskErrors.MALFORMED, "not an event"));
        assertFailed(Failure.MALFORMED, ask());
    }

    @Test
    void whatIsNoDecisionIsMalformed() throws Exception {
        List<Object> bodies = List.of(
                new JsonObject(),
                new JsonObject().put("decision", "perhaps"),
                new JsonObject().put("decision", 7),
                new JsonObject().put("decision", "reject"),
                new JsonObject().put("decision", "reject").put("code", 250).put("text", List.of("yes")),
                new JsonObject().put("decision", "pass").put("efects", List.of()),
                new JsonObject().put("decision", "pass").put("effects", "none"),
                new JsonObject().put("decision", "pass").put("effects", List.of("data")),
                "pass",
                42);
        int[] next = {0};
        desk(ask -> ask.reply(bodies.get(next[0]++)));
        for (Object body : bodies) {
            CallResult answer = ask();
            assertEquals(Failure.MALFORMED, answer.failure(), "for " + body);
        }
    }

    @Test
    void noAnswerAtAllIsMalformedToo() throws Exception {
        desk(ask -> ask.reply(null));
        assertFailed(Failure.MALFORMED, ask());
    }

    @Test
    void whoDoesNotAnswerInTimeHasFailedAndALateAnswerChangesNothing() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        List<Message<JsonObject>> asks = new ArrayList<>();
        desk(ask -> {
            asks.add(ask);
            arrived.countDown();
        });
        Future<CallResult> answer = begin();
        assertTrue(arrived.await(60, TimeUnit.SECONDS));
        onLoop(() -> {
            clock.advance(4_999);
            assertFalse(answer.isComplete());
            assertEquals(1, openAsks());
            clock.advance(1);
            return null;
        });
        assertFailed(Failure.TIMEOUT, await(answer));
        asks.get(0).reply(Decision.accept().toJson());
        assertEquals(0, onLoop(() -> openAsks()));
        assertEquals(0, onLoop(clock::alarms));
        assertFailed(Failure.TIMEOUT, await(answer));
    }

    @Test
    void noMoreThanAThousandAsksAreOpenToOneDesk() throws Exception {
        List<Message<JsonObject>> asks = new ArrayList<>();
        CountDownLatch arrived = new CountDownLatch(1_000);
        desk(ask -> {
            asks.add(ask);
            arrived.countDown();
        });
        List<Future<CallResult>> open = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            open.add(begin());
        }
        assertFailed(Failure.OVERLOAD, await(begin()));
        assertTrue(arrived.await(60, TimeUnit.SECONDS));
        asks.forEach(ask -> ask.reply(Decision.pass().toJson()));
        for (Future<CallResult> answer : open) {
            assertInstanceOf(Decision.Pass.class, await(answer).decision());
        }
        assertEquals(0, onLoop(clock::alarms));
        assertEquals(0, onLoop(() -> openAsks()));
    }
}
