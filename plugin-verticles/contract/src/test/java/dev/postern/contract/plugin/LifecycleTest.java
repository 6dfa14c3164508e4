package dev.postern.contract.plugin;

import static dev.postern.contract.plugin.Waiting.await;
import static dev.postern.contract.plugin.Waiting.failure;
import static dev.postern.contract.plugin.Waiting.next;
import static dev.postern.contract.plugin.Waiting.replyFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Examples;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ServerHello;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final GroupOptions ONE = GroupOptions.eventLoop("recipients").withInstances(1);
    private static final GroupOptions TWO = ONE.withInstances(2);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<JsonObject> said = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() {
        await(Node.of(vertx).onRegistration(said::add));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aDeskSaysHelloAgainAndAgain() {
        PluginDeployment desk = await(deploy(TWO.withVersion("1.4.2"), () -> new Scripted(Scripted.ACCEPTS)));

        for (int i = 0; i < 3; i++) {
            JsonObject hello = next(said, saying("hello"));
            assertEquals(desk.manifest(), GroupManifest.fromJson(hello));
            assertEquals("1.4.2", hello.getString("version"));
            assertEquals(2, hello.getJsonArray("instances").size());
            assertEquals(
                    Set.of(Stage.RCPTTO, Stage.RESET, Stage.CLOSE),
                    GroupManifest.fromJson(hello).declaration().stages());
        }
    }

    @Test
    void aPluginThatDeclaresWhatCannotWorkIsNotStarted() {
        Throwable failure = failure(deploy(ONE, () -> new Plugin() {
            @Override
            public Future<?> start() {
                return Future.failedFuture("started");
            }

            @Override
            protected Set<String> verbs() {
                return Set.of("VRFY");
            }
        }));

        assertEquals("group 'recipients': verbs() names VRFY, expected onVerb to be overridden", failure.getMessage());
        await(deploy(ONE, () -> new Scripted(Scripted.ACCEPTS)));
    }

    @Test
    void aDeskAnswersWho() {
        await(deploy(ONE, () -> new Scripted(Scripted.ACCEPTS)));
        int asked = 100;

        for (int i = 0; i < asked; i++) {
            Node.of(vertx).announce(GroupManifest.who());
        }
        for (int i = 0; i < asked; i++) {
            next(said, saying("hello"));
        }
    }

    @Test
    void aDeskThatClosesSaysByeAndIsGone() {
        PluginDeployment desk = await(deploy(ONE, () -> new Scripted(Scripted.ACCEPTS)));
        Future<Void> closed = desk.close();

        assertEquals(desk.manifest().bye(), next(said, saying("bye")));
        await(closed);
        assertEquals(ReplyFailure.NO_HANDLERS, replyFailure(askDesk()).failureType());
        assertEquals(ReplyFailure.NO_HANDLERS, replyFailure(askInstance(0)).failureType());
        said.clear();
        Node.of(vertx).announce(GroupManifest.who());
        assertEquals("who", next(said, message -> true).getString("say"));
        await(deploy(ONE, () -> new Scripted(Scripted.ACCEPTS)));
        assertEquals("hello", next(said, message -> true).getString("say"));
    }

    @Test
    void anAskThatIsOpenWhenTheDeskClosesIsStillAnswered() {
        Promise<Decision> answer = Promise.promise();
        BlockingQueue<Plugin> asked = new LinkedBlockingQueue<>();
        PluginDeployment desk = await(deploy(
                ONE,
                () -> new Scripted((plugin, event) -> {
                    asked.add(plugin);
                    return answer.future();
                })));
        Future<Message<Object>> local = askInstance(0);
        Future<Message<JsonObject>> remote = askDesk();
        next(asked, any -> true);
        next(asked, any -> true);

        Future<Void> closed = desk.close();
        next(said, saying("bye"));
        assertFalse(closed.isComplete());
        answer.complete(Decision.discard());

        assertEquals(Decision.discard(), await(local).body());
        assertEquals("discard", await(remote).body().getString("decision"));
        await(closed);
    }

    @Test
    void asLongAsOneInstanceIsBusyTheOthersAnswerToo() {
        Promise<Decision> slow = Promise.promise();
        AtomicInteger asks = new AtomicInteger();
        PluginDeployment desk = await(deploy(
                TWO,
                () -> new Scripted((plugin, event) ->
                        asks.incrementAndGet() == 1 ? slow.future() : Future.succeededFuture(Decision.accept()))));
        Future<Message<JsonObject>> first = askDesk();
        Waiting.until("the first is asked", () -> asks.get() == 1);

        Future<Void> closed = desk.close();
        next(said, saying("bye"));
        await(vertx.timer(300));
        for (int i = 0; i < 4; i++) {
            assertEquals("accept", await(askDesk()).body().getString("decision"));
        }
        assertFalse(closed.isComplete());
        slow.complete(Decision.pass());
        assertEquals("pass", await(first).body().getString("decision"));
        await(closed);
    }

    @Test
    void eachInstanceHearsOnceOfANodeThatIsGone() {
        BlockingQueue<String> gone = new LinkedBlockingQueue<>();
        await(deploy(TWO, () -> new Mourner(gone)));

        Node.of(vertx).announce(ServerHello.gone("aaaaaaaaaa"));
        Node.of(vertx).announce(ServerHello.gone("aaaaaaaaaa"));
        Node.of(vertx).announce(ServerHello.gone("bbbbbbbbbb"));
        List<String> heard =
                Stream.generate(() -> next(gone, any -> true)).limit(4).sorted().toList();
        assertEquals(List.of("aaaaaaaaaa", "aaaaaaaaaa", "bbbbbbbbbb", "bbbbbbbbbb"), heard);
    }

    @Test
    void closingVertxAnswersWhatIsOpenToo() {
        Vertx other = Vertx.vertx();
        Promise<Decision> answer = Promise.promise();
        BlockingQueue<Plugin> asked = new LinkedBlockingQueue<>();
        await(Plugins.deploy(
                other,
                ONE,
                () -> new Scripted((plugin, event) -> {
                    asked.add(plugin);
                    return answer.future();
                })));
        Future<Message<Object>> ask = other.eventBus()
                .request(
                        Addresses.instance("recipients", Node.of(other).id(), 0),
                        Examples.event("rcptto"),
                        Node.byReference());
        next(asked, any -> true);

        Future<Void> closed = other.close();
        answer.complete(Decision.accept());
        assertEquals(Decision.accept(), await(ask).body());
        await(closed);
    }

    @Test
    void aPluginThatFailsToStartLeavesNothingBehind() {
        AtomicInteger made = new AtomicInteger();

        Throwable failure = failure(deploy(TWO, () -> made.incrementAndGet() == 2 ? new Broken() : new Fine()));

        assertEquals("no database", failure.getMessage());
        assertEquals(ReplyFailure.NO_HANDLERS, replyFailure(askDesk()).failureType());
        assertEquals(ReplyFailure.NO_HANDLERS, replyFailure(askInstance(0)).failureType());
        await(deploy(TWO, Fine::new));
        assertEquals("hello", next(said, message -> true).getString("say"));
    }

    @Test
    void aPluginThatCannotBeMadeIsNotDeployed() {
        Throwable failure = failure(deploy(ONE, () -> {
            throw new IllegalStateException("no key");
        }));

        assertEquals("no key", failure.getMessage());
        await(deploy(ONE, Fine::new));
    }

    @Test
    void aPluginThatDeclaresNonsenseIsNotDeployed() {
        failure(deploy(ONE, Nonsense::new));

        assertEquals(ReplyFailure.NO_HANDLERS, replyFailure(askDesk()).failureType());
        await(deploy(ONE, Fine::new));
    }

    @Test
    void aPluginThatFailsToStopIsGoneNevertheless() {
        PluginDeployment desk = await(deploy(TWO, Stubborn::new));

        assertEquals("stuck", failure(desk.close()).getMessage());
        assertEquals(ReplyFailure.NO_HANDLERS, replyFailure(askDesk()).failureType());
        await(deploy(ONE, Fine::new));
    }

    @Test
    void aGroupHasOneDeskOnANode() {
        PluginDeployment desk = await(deploy(ONE, Fine::new));

        assertEquals(
                "group 'recipients' is already deployed on this node",
                failure(deploy(ONE, Fine::new)).getMessage());
        assertEquals("pass", await(askDesk()).body().getString("decision"));
        await(desk.close());
        await(deploy(ONE, Fine::new));
    }

    @Test
    void groupsOnOneVertxShareTheNode() {
        PluginDeployment recipients = await(deploy(ONE, Fine::new));
        PluginDeployment spf = await(deploy(GroupOptions.worker("spf"), Fine::new));

        assertEquals(recipients.manifest().node(), spf.manifest().node());
        assertEquals(Node.of(vertx).id(), spf.manifest().node());
        assertTrue(spf.manifest().node().matches("[a-z2-7]{10}"), spf.manifest().node());
    }

    @Test
    void aNodeListensForRegistrationsOnce() {
        await(Future.all(
                deploy(ONE, Fine::new),
                deploy(GroupOptions.worker("spf"), Fine::new),
                Node.of(vertx).onRegistration(message -> {})));
        AtomicInteger delivered = new AtomicInteger();
        vertx.eventBus().addInboundInterceptor(delivery -> {
            if (delivery.body() instanceof JsonObject message && "who".equals(message.getString("say"))) {
                delivered.incrementAndGet();
            }
            delivery.next();
        });

        Node.of(vertx).announce(GroupManifest.who());
        next(said, saying("who"));
        Node.of(vertx).announce(GroupManifest.who());
        next(said, saying("who"));
        assertEquals(2, delivered.get());
    }

    @Test
    void whoNoLongerListensHearsNothing() {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        Runnable forget = await(Node.of(vertx).onRegistration(heard::add));
        forget.run();

        Node.of(vertx).announce(GroupManifest.who());
        next(said, saying("who"));
        assertTrue(heard.isEmpty());
    }

    private Future<PluginDeployment> deploy(GroupOptions options, Supplier<Plugin> factory) {
        return Plugins.deploy(vertx, options, factory);
    }

    private Future<Message<Object>> askInstance(int n) {
        String address = Addresses.instance("recipients", Node.of(vertx).id(), n);
        return vertx.eventBus().request(address, Examples.event("rcptto"), Node.byReference());
    }

    private Future<Message<JsonObject>> askDesk() {
        String address = Addresses.desk("recipients", Node.of(vertx).id());
        return vertx.eventBus().request(address, Examples.read("event/rcptto"));
    }

    private static Predicate<JsonObject> saying(String what) {
        return message -> what.equals(message.getString("say"));
    }

    private static final class Fine extends Plugin {}

    private static final class Mourner extends Plugin {
        private final BlockingQueue<String> gone;

        Mourner(BlockingQueue<String> gone) {
            this.gone = gone;
        }

        @Override
        protected void onGone(String node) {
            gone.add(node);
        }
    }

    private static final class Broken extends Plugin {
        @Override
        public Future<?> start() {
            return Future.failedFuture("no database");
        }
    }

    private static final class Nonsense extends Plugin {
        @Override
        protected Set<String> mechanisms() {
            return null;
        }
    }

    private static final class Stubborn extends Plugin {
        @Override
        public Future<?> stop() {
            return Future.failedFuture("stuck");
        }
    }
}
