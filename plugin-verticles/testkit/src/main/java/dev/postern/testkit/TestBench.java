package dev.postern.testkit;

import dev.postern.contract.Addresses;
import dev.postern.contract.Answers;
import dev.postern.contract.CommandFailure;
import dev.postern.contract.CommandRequest;
import dev.postern.contract.Decision;
import dev.postern.contract.Desk;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.MalformedException;
import dev.postern.contract.Manifest;
import dev.postern.contract.Node;
import dev.postern.contract.Plugin;
import dev.postern.contract.Plugins;
import dev.postern.contract.Stage;
import dev.postern.contract.State;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One plugin on a Vert.x instance of its own, and the server's side of the contract. Every event goes in as JSON text and
 * every decision comes out as JSON text. All methods block, none for ever; they are for test threads, never for an event
 * loop.
 */
public final class TestBench implements AutoCloseable {
    private static final String GROUP = "plugin";
    private static final long PATIENCE = 90_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final String commands = Addresses.commands(Node.of(vertx).id(), 0);
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private Manifest manifest;
    private volatile boolean owed;

    private TestBench() {}

    /**
     * Deploys one instance of a plugin on an event loop.
     *
     * @throws PluginFailure START if the plugin does not start
     */
    public static TestBench of(Supplier<? extends Plugin> factory) {
        return of(GroupOptions.eventLoop(GROUP).withInstances(1), factory);
    }

    /**
     * Deploys a group as these options say; a plugin that blocks needs {@link GroupOptions#worker}.
     *
     * @throws PluginFailure START if the plugin does not start
     */
    public static TestBench of(GroupOptions options, Supplier<? extends Plugin> factory) {
        TestBench bench = new TestBench();
        try {
            bench.deploy(options, factory);
            return bench;
        } catch (PluginFailure e) {
            bench.close();
            throw e;
        }
    }

    /**
     * Asks the plugin and waits for its decision. The bench fills in what a server does: the sequence, the budget (5 s, at
     * {@code content} and {@code deliver} 60 s, unless the event has one), the key, and the data that the group keeps with
     * this connection; effect {@code data} replaces it. A stage that the plugin does not declare is passed without asking.
     *
     * @throws PluginFailure if a server would see the group fail
     */
    public Decision ask(Event event) {
        Stage stage = event.stage();
        if (!stage.asks()) {
            throw new IllegalArgumentException("stage '" + stage.key() + "' is told, expected one that is asked");
        }
        if (!manifest.declaration().stages().contains(stage)) {
            return Decision.pass();
        }
        Connection connection = connection(event.connection());
        Event asked = connection.prepare(event);
        try {
            Decision decision = Answer.read(request(asked), stage, manifest.declaration());
            apply(decision, connection, asked.common().turn().data());
            return decision;
        } catch (MalformedException e) {
            throw new PluginFailure(PluginFailure.Kind.MALFORMED, e.getMessage(), e);
        } finally {
            connection.settle(event);
        }
    }

    /**
     * Sends {@code reset} or {@code close}, which nobody answers. On a bench with one instance an ask that follows is taken
     * after it. {@code close} ends the connection: its data is gone.
     */
    public void send(Event event) {
        if (event.stage().asks()) {
            throw new IllegalArgumentException("stage '" + event.stage().key() + "' is asked, expected reset or close");
        }
        if (manifest.declaration().stages().contains(event.stage())) {
            Event sent = connection(event.connection()).prepare(event);
            vertx.eventBus().send(manifest.address(), throughText(sent.toJson()));
        }
        if (event.stage() == Stage.CLOSE) {
            connections.remove(event.connection());
        }
    }

    /** What the group keeps with the connection of the standard scene; empty before it set anything. */
    public JsonObject data() {
        return data(Scene.standard().connection());
    }

    /** What the group keeps with this connection. */
    public JsonObject data(String connection) {
        return connection(connection).state().json();
    }

    /** What the plugin's commands have done to the connection of the standard scene: octets sent, user, disconnection. */
    public Trace trace() {
        return trace(Scene.standard().connection());
    }

    /** What the plugin's commands have done to this connection. */
    public Trace trace(String connection) {
        return connection(connection).trace();
    }

    /** What the plugin declares to servers. */
    public Manifest manifest() {
        return manifest;
    }

    /** The bench's own Vert.x instance. */
    public Vertx vertx() {
        return vertx;
    }

    /** Ends the Vert.x instance, and the plugin with it; a plugin that still owes an answer is left to end by itself. */
    @Override
    public void close() {
        Future<Void> closed = vertx.close();
        if (owed) {
            return;
        }
        try {
            await(closed);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the bench did not close", e.getCause());
        }
    }

    private void deploy(GroupOptions options, Supplier<? extends Plugin> factory) {
        Future<Desk> ready = vertx.eventBus()
                .<JsonObject>consumer(commands, this::command)
                .completion()
                .compose(listening -> Plugins.deploy(vertx, options, factory));
        try {
            manifest = await(ready).manifest();
        } catch (ExecutionException e) {
            throw new PluginFailure(
                    PluginFailure.Kind.START, String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    private Connection connection(String id) {
        return connections.computeIfAbsent(id, key -> new Connection(commands));
    }

    private JsonObject request(Event event) {
        long budget = event.common().turn().budget();
        Future<JsonObject> answer = vertx.eventBus()
                .<JsonObject>request(
                        manifest.address(), throughText(event.toJson()), new DeliveryOptions().setSendTimeout(budget))
                .map(reply -> throughText(reply.body()));
        try {
            return await(answer);
        } catch (ExecutionException e) {
            throw failure(e.getCause(), budget);
        }
    }

    private PluginFailure failure(Throwable cause, long budget) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            boolean unread = reply.failureCode() == Answers.MALFORMED;
            PluginFailure.Kind kind = unread ? PluginFailure.Kind.MALFORMED : PluginFailure.Kind.EXCEPTION;
            return new PluginFailure(kind, reply.getMessage(), cause);
        }
        owed = true;
        return new PluginFailure(PluginFailure.Kind.TIMEOUT, "no answer within " + budget + " ms", cause);
    }

    private static void apply(Decision decision, Connection connection, State asked) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Data data) {
                connection.apply(data, asked.revision());
            }
        }
    }

    private void command(Message<JsonObject> message) {
        try {
            CommandRequest request = CommandRequest.of(throughText(message.body()));
            Connection connection = connections.get(String.valueOf(request.connection()));
            if (connection == null) {
                throw CommandFailure.UNKNOWN_CONNECTION.because("no connection " + request.connection());
            }
            message.reply(throughText(connection.execute(request)));
        } catch (ReplyException e) {
            message.fail(e.failureCode(), e.getMessage());
        }
    }

    /** As it would arrive from another node: buffers are text, and nothing is shared. */
    private static JsonObject throughText(JsonObject json) {
        return new JsonObject(json.toBuffer());
    }

    private static <T> T await(Future<T> future) throws ExecutionException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nothing happened for " + PATIENCE + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
