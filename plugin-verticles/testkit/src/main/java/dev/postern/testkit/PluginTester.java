package dev.postern.testkit;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.Decision;
import dev.postern.contract.DecisionKind;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.plugin.Plugins;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.CommandRequest;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.testkit.bus.RemoteTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * One plugin on a Vert.x instance of its own, and the server's side of the contract. Every event goes in as JSON text and
 * every decision comes out as JSON text. Its time runs as it does anywhere, and {@link #advance} moves it ahead: all timers of
 * the plugin's Vert.x, the budgets of what is open, and the time of the events that follow. All methods block, none for ever;
 * they are for test threads, never for an event loop.
 */
public final class PluginTester implements AutoCloseable {
    private static final String GROUP = "plugin";

    private final TestVertx testVertx;
    private final Vertx vertx;
    private final String commands;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private RemoteTransport transport;
    private volatile Ask last;
    private volatile boolean abandoned;

    private PluginTester(TestVertx testVertx) {
        this.testVertx = testVertx;
        vertx = testVertx.vertx();
        commands = Addresses.commands(Node.of(vertx).id(), 0);
    }

    /**
     * Deploys one instance of a plugin on an event loop.
     *
     * @throws PluginFailure START if the plugin does not start
     */
    public static PluginTester of(Supplier<? extends Plugin> factory) {
        return of(GroupOptions.eventLoop(GROUP).withInstances(1), factory);
    }

    /**
     * Deploys a group as these options say; a plugin that blocks needs {@link GroupOptions#worker}.
     *
     * @throws PluginFailure START if the plugin does not start
     */
    public static PluginTester of(GroupOptions options, Supplier<? extends Plugin> factory) {
        return on(new TestVertx(), RemoteTransport::new, options, factory);
    }

    /** @param transports how the plugin is asked */
    public static PluginTester on(
            TestVertx testVertx,
            BiFunction<Vertx, PluginDeployment, RemoteTransport> transports,
            GroupOptions options,
            Supplier<? extends Plugin> factory) {
        PluginTester tester = new PluginTester(testVertx);
        try {
            tester.deploy(transports, options, factory);
            return tester;
        } catch (PluginFailure e) {
            tester.close();
            throw e;
        }
    }

    /**
     * Asks the plugin and waits for its decision. The tester fills in what a server does: the sequence, the time, the budget (5
     * s, at {@code content} and {@code deliver} 60 s) unless the event has them; the key; and the data that the group keeps
     * with this connection, which effect {@code data} replaces. A stage that the plugin does not declare is passed without
     * asking.
     *
     * @throws PluginFailure if a server would see the group fail
     */
    public Decision ask(Event event) {
        return open(event).decision();
    }

    /** Asks, and returns once the plugin has done what it does at once: the test can then move the time, or ask again. */
    public Ask begin(Event event) {
        Ask ask = open(event);
        testVertx.settle();
        return ask;
    }

    /**
     * Asks for the occasion of the last ask again, in the next round, as a server does after {@code retry}.
     *
     * @throws IllegalStateException if the last ask was not answered with {@code retry}
     * @throws PluginFailure as {@link #ask}; a fourth {@code retry} is MALFORMED
     */
    public Decision askAgain() {
        return ask(last(DecisionKind.RETRY).inNextRound());
    }

    /**
     * Asks the last question once more, as a server does when it had no answer: the same sequence and round, another attempt.
     * A plugin that acts, as an inbox does, must not act twice.
     */
    public Decision repeat() {
        return ask(last().onceMore());
    }

    /**
     * Gives the client's response to the challenge that was the last answer: a new occasion of stage {@code authenticate}.
     *
     * @throws IllegalStateException if the last ask was not answered with {@code challenge}
     */
    public Decision respond(Buffer response) {
        return ask(last(DecisionKind.CHALLENGE).response(response));
    }

    /**
     * Sends {@code reset} or {@code close}, which nobody answers. On a tester with one instance an ask that follows is taken
     * after it. {@code close} ends the connection: its data is gone.
     */
    public void send(Event event) {
        if (event.stage().asks()) {
            throw new IllegalArgumentException("stage '" + event.stage().key() + "' is asked, expected reset or close");
        }
        if (manifest().declaration().stages().contains(event.stage())) {
            transport.send(connection(event.connection()).prepare(Ask.dated(event, testVertx.now())));
        }
        if (event.stage() == Stage.CLOSE) {
            connections.remove(event.connection());
        }
    }

    /** What the group keeps with the connection of the standard scene; empty before it set anything. */
    public JsonObject data() {
        return data(EventScene.standard().connection());
    }

    /** What the group keeps with this connection. */
    public JsonObject data(String connection) {
        return connection(connection).state().json();
    }

    /** What the plugin's commands have done to the connection of the standard scene: octets sent, user, disconnection. */
    public ClientTranscript transcript() {
        return transcript(EventScene.standard().connection());
    }

    /** What the plugin's commands have done to this connection. */
    public ClientTranscript transcript(String connection) {
        return connection(connection).transcript();
    }

    /** Lets the group keep this with a connection, as if it had set it before. */
    public void setData(String connection, JsonObject data) {
        Connection kept = connection(connection);
        kept.apply(new Effect.Data(data), kept.state().revision());
    }

    /** The time of events that have none of their own. */
    public Instant now() {
        return Instant.ofEpochMilli(testVertx.now());
    }

    /**
     * Moves the time ahead, from one timer to the next: each one that is due by then has run when this returns, those that they
     * set too. What was open longer than its budget has failed. Threads that are not Vert.x's are not waited for.
     */
    public void advance(Duration time) {
        testVertx.advance(time);
    }

    /** What the plugin declares to servers. */
    public GroupManifest manifest() {
        return transport.manifest();
    }

    /** The tester's own Vert.x instance. */
    public Vertx vertx() {
        return vertx;
    }

    /** Ends the Vert.x instance, and the plugin with it; a plugin that still owes an answer is left to end by itself. */
    @Override
    public void close() {
        Future<Void> closed = vertx.close();
        if (abandoned || transport != null && transport.isOwed()) {
            return;
        }
        try {
            TestVertx.await(closed);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the tester did not close", e.getCause());
        }
    }

    /** {@link #close} does not wait for the end of Vert.x, as this plugin does not stop. */
    public void abandon() {
        abandoned = true;
    }

    private void deploy(
            BiFunction<Vertx, PluginDeployment, RemoteTransport> asking,
            GroupOptions options,
            Supplier<? extends Plugin> factory) {
        Future<PluginDeployment> ready = vertx.eventBus()
                .<JsonObject>consumer(commands, this::command)
                .completion()
                .compose(listening -> Plugins.deploy(vertx, options, factory));
        try {
            transport = asking.apply(vertx, TestVertx.await(ready));
        } catch (ExecutionException e) {
            throw new PluginFailure(
                    PluginFailure.Kind.START, String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    private Ask open(Event event) {
        Stage stage = event.stage();
        if (!stage.asks()) {
            throw new IllegalArgumentException("stage '" + stage.key() + "' is told, expected one that is asked");
        }
        Event given = Ask.dated(event, testVertx.now());
        if (!manifest().declaration().stages().contains(stage)) {
            return new Ask(given, given, Future.succeededFuture(Decision.pass()));
        }
        Connection connection = connection(event.connection());
        Event asked = connection.prepare(given);
        Future<Decision> decision = Answer.of(transport, asked)
                .map(decided -> apply(decided, connection, asked.common().turn().data()))
                .eventually(() -> settle(connection, event));
        last = new Ask(Ask.at(given, asked.common().occasion()), asked, decision);
        return last;
    }

    private Ask last() {
        if (last == null) {
            throw new IllegalStateException("nothing has been asked yet");
        }
        return last;
    }

    private Ask last(DecisionKind expected) {
        DecisionKind answered = last().decision().kind();
        if (answered != expected) {
            throw new IllegalStateException(
                    "the last answer was '" + answered.key() + "', expected '" + expected.key() + "'");
        }
        return last;
    }

    private Connection connection(String id) {
        return connections.computeIfAbsent(id, key -> new Connection(commands));
    }

    private static Decision apply(Decision decision, Connection connection, ConnectionData asked) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Data data) {
                connection.apply(data, asked.revision());
            }
        }
        return decision;
    }

    private static Future<Void> settle(Connection connection, Event event) {
        connection.settle(event);
        return Future.succeededFuture();
    }

    private void command(Message<JsonObject> message) {
        try {
            CommandRequest request = CommandRequest.of(RemoteTransport.throughText(message.body()));
            Connection connection = connections.get(String.valueOf(request.connection()));
            if (connection == null) {
                throw CommandFailure.UNKNOWN_CONNECTION.because("no connection " + request.connection());
            }
            message.reply(RemoteTransport.throughText(connection.execute(request)));
        } catch (ReplyException e) {
            message.fail(e.failureCode(), e.getMessage());
        }
    }
}
