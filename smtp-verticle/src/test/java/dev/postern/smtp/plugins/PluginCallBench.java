package dev.postern.smtp.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.postern.contract.Client;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.ContentReference;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.telemetry.ServerMetricsTest;
import dev.postern.smtp.time.VirtualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Desks of the group {@code spf} on other nodes, over a real bus, that answer when and what a test says, in virtual time. */
final class PluginCallBench {
    static final long BUDGET = 5_000;
    private static final long PATIENCE = 60;
    private static final String FLUSH = "flush";
    private static final Client CLIENT = new Client(
            new Client.Peer(
                    new Client.Endpoint("192.0.2.1", 1), new Client.Endpoint("192.0.2.2", 25), null, "test", false),
            Client.Greeting.NONE,
            null,
            null);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final VirtualClock clock = new VirtualClock();
    private final PluginRegistry registry = new PluginRegistry(Node.of(vertx).id(), 0, clock, true);
    private final SimpleMeterRegistry counters = new SimpleMeterRegistry();
    private final ServerMetrics meters = ServerMetrics.of(counters, ServerMetricsTest.options("spf"), () -> 0);
    private final BusPluginClient groups = new BusPluginClient(vertx.eventBus(), registry, clock, meters);
    private final Map<String, BlockingQueue<Message<JsonObject>>> asked = new ConcurrentHashMap<>();
    private final Map<String, MessageConsumer<Object>> consumers = new ConcurrentHashMap<>();

    Vertx vertx() {
        return vertx;
    }

    /** What the server's metric of that name, after {@code postern.}, says of the group at all stages. */
    int counted(String metric) throws Exception {
        return on(() -> counters.find("postern." + metric).tag("group", "spf").meters().stream()
                .mapToInt(meter -> (int) meter.measure().iterator().next().getValue())
                .sum());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }

    /** Everything of an SMTP verticle happens on its event loop. */
    <T> T on(Callable<T> action) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(v -> {
            try {
                done.complete(action.call());
            } catch (Exception | AssertionError e) {
                done.fail(e);
            }
        });
        return await(done.future());
    }

    /** The same without waiting for its end. */
    void onLoop(Runnable action) {
        loop.runOnContext(v -> action.run());
    }

    /** A desk that keeps what it is asked until the test answers. */
    PluginCallBench desk(String node) throws Exception {
        return desk(node, 1);
    }

    PluginCallBench desk(String node, int instances) throws Exception {
        BlockingQueue<Message<JsonObject>> queue = new LinkedBlockingQueue<>();
        asked.put(node, queue);
        MessageConsumer<Object> consumer = vertx.eventBus().consumer(Addresses.desk("spf", node), message -> {
            if (FLUSH.equals(message.body())) {
                message.reply(FLUSH);
            } else {
                queue.add(asks(message));
            }
        });
        consumers.put(node, consumer);
        await(consumer.completion());
        return hello(node, instances);
    }

    @SuppressWarnings("unchecked")
    private static Message<JsonObject> asks(Message<?> message) {
        return (Message<JsonObject>) message;
    }

    /** A desk that answers at once. */
    PluginCallBench answeringDesk(String node) throws Exception {
        await(vertx.eventBus()
                .<JsonObject>consumer(Addresses.desk("spf", node), message -> message.reply(yes(message.body())))
                .completion());
        return hello(node, 1);
    }

    private static JsonObject yes(JsonObject event) {
        boolean deliver = event.getString("stage").equals(Stage.DELIVER.key());
        return (deliver ? Decision.delivered(List.of()) : Decision.pass()).toJson();
    }

    /** From now on desks that are really there are known. */
    PluginCallBench receiveAll() throws Exception {
        await(on(() -> Node.of(vertx).onRegistration(registry::receive)));
        return this;
    }

    /** Whether a desk of this node is known. */
    boolean isLocal() {
        return registry.isLocal("spf");
    }

    PluginCallBench hello(String node) throws Exception {
        return hello(node, 1);
    }

    private PluginCallBench hello(String node, int instances) throws Exception {
        return receive(manifest(node, instances).hello());
    }

    /** The desk of the bench's own node says hello with these instances alone, which keep what they are asked. */
    PluginCallBench instances(int... numbers) throws Exception {
        String node = Node.of(vertx).id();
        List<GroupManifest.Instance> all = IntStream.of(numbers)
                .mapToObj(n -> new GroupManifest.Instance(n, -1))
                .toList();
        for (int n : numbers) {
            vertx.eventBus().localConsumer(Addresses.instance("spf", node, n), message -> {});
        }
        return receive(manifest(node, all).hello());
    }

    PluginCallBench bye() throws Exception {
        return bye(Node.of(vertx).id());
    }

    PluginCallBench bye(String node) throws Exception {
        return receive(manifest(node, 1).bye());
    }

    /** Nobody is at the address any more. */
    PluginCallBench unregister(String node) throws Exception {
        await(consumers.get(node).unregister());
        return this;
    }

    PluginCallBench receive(JsonObject message) throws Exception {
        return on(() -> {
            registry.receive(message);
            return this;
        });
    }

    private static GroupManifest manifest(String node, int instances) {
        List<GroupManifest.Instance> all = IntStream.range(0, instances)
                .mapToObj(n -> new GroupManifest.Instance(n, -1))
                .toList();
        return manifest(node, all);
    }

    private static GroupManifest manifest(String node, List<GroupManifest.Instance> all) {
        Declaration declared =
                new Declaration(Set.of(Stage.DATA, Stage.DELIVER), Set.of(), Set.of(), Set.of(), true, Set.of());
        return new GroupManifest("spf", "1", node, Addresses.desk("spf", node), all, declared);
    }

    static Event data() {
        return new Data(common());
    }

    static Event deliver() {
        return new Deliver(common(), new ContentReference(4, null, Buffer.buffer("mail"), null), false);
    }

    private static EventHeader common() {
        EventHeader.Ask turn = new EventHeader.Ask(
                0, BUDGET, "smtp.node.aaaaaaaaaa.0", "key", new ConnectionData(new JsonObject().put("n", 7), 3));
        return new EventHeader(new EventHeader.Id("aaaaaaaaaa-0-1", null, 12, 1, 0), CLIENT, null, List.of(), turn);
    }

    Future<CallResult> ask(Event event, long budget) throws Exception {
        return on(() -> groups.ask("spf", event, budget));
    }

    Future<CallResult> ask(Event event) throws Exception {
        return ask(event, BUDGET);
    }

    /** To be called on the event loop. */
    Future<CallResult> askHere(Event event) {
        return groups.ask("spf", event, BUDGET);
    }

    Future<CallResult> ask() throws Exception {
        return ask(data());
    }

    void send(Event event) throws Exception {
        on(() -> {
            groups.send("spf", event);
            return null;
        });
    }

    /** The next message that has arrived there. */
    Message<JsonObject> asked(String node) throws Exception {
        Message<JsonObject> ask = asked.get(node).poll(PATIENCE, TimeUnit.SECONDS);
        assertNotNull(ask, node + " was not asked");
        return ask;
    }

    /** How many messages wait there for an answer, also those that were on their way. */
    int waiting(String node) throws Exception {
        await(on(() -> vertx.eventBus().request(Addresses.desk("spf", node), FLUSH)));
        return asked.get(node).size();
    }

    /** Answers the next message there; returns when the server has read it. */
    void answer(String node, Decision decision) throws Exception {
        asked(node).reply(decision.toJson());
        settle();
    }

    /** Whatever was answered until now has been read. */
    void settle() throws Exception {
        String address = "bench.settle";
        MessageConsumer<Object> echo =
                vertx.eventBus().localConsumer(address, message -> message.reply(message.body()));
        await(on(() -> vertx.eventBus().request(address, FLUSH)));
        await(echo.unregister());
    }

    PluginCallBench advance(long milliseconds) throws Exception {
        return on(() -> {
            clock.advance(milliseconds);
            return this;
        });
    }

    /** Seconds pass in which only these desks say hello. */
    PluginCallBench pass(int seconds, String... heard) throws Exception {
        for (int i = 0; i < seconds; i++) {
            advance(1_000);
            for (String node : heard) {
                hello(node);
            }
            on(() -> {
                registry.sweep();
                return null;
            });
        }
        return this;
    }

    /** The answer, with which nothing of the ask is left. */
    CallResult end(Future<CallResult> ask) throws Exception {
        CallResult answer = await(ask);
        assertEquals(0, on(clock::alarms), "alarms are left");
        assertEquals(0, counted("asks.open"), "asks are left open");
        return answer;
    }

    /** As many asks in a row as open a breaker, with one desk there that does not answer them. */
    void breakAll(String node) throws Exception {
        for (int i = 0; i < CircuitBreaker.LIMIT; i++) {
            Future<CallResult> ask = ask();
            asked(node);
            advance(BUDGET);
            assertEquals(Failure.TIMEOUT, end(ask).failure());
        }
    }

    void close() throws Exception {
        await(vertx.close());
    }
}
