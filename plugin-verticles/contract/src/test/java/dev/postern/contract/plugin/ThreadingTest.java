package dev.postern.contract.plugin;

import static dev.postern.contract.plugin.Waiting.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Close;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Examples;
import dev.postern.contract.RcptTo;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.GroupManifest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadingTest {
    private static final int LOOPS = 3;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));

    @AfterEach
    void close() {
        await(vertx.close());
    }

    /** Notes on which context each of its methods runs. */
    private static final class Watched extends Plugin {
        private final Future<Void> ready;
        private final Set<String> strayed;
        private volatile boolean started;
        private volatile boolean onWorker;

        Watched(Future<Void> ready, Set<String> strayed) {
            this.ready = ready;
            this.strayed = strayed;
        }

        @Override
        public Future<?> start() {
            note("start");
            started = true;
            return ready;
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            note("onRcptTo");
            onWorker = Context.isOnWorkerThread();
            return pass();
        }

        @Override
        protected void onClose(Close event) {
            note("onClose");
        }

        @Override
        public Future<?> stop() {
            note("stop");
            return Future.succeededFuture();
        }

        private void note(String method) {
            Context here = Vertx.currentContext();
            if (here == null || ((ContextInternal) here).unwrap() != ((ContextInternal) context).unwrap()) {
                strayed.add(method);
            }
        }
    }

    @Test
    void anEventLoopGroupHasOneInstanceOnEachLoop() {
        PluginDeployment desk = await(Plugins.deploy(
                vertx,
                GroupOptions.eventLoop("a"),
                () -> new Watched(Future.succeededFuture(), ConcurrentHashMap.newKeySet())));

        assertEquals(
                IntStream.range(0, LOOPS).boxed().collect(Collectors.toSet()),
                desk.manifest().instances().stream()
                        .map(GroupManifest.Instance::loop)
                        .collect(Collectors.toSet()));
        assertEquals(
                List.of(0, 1, 2),
                desk.manifest().instances().stream()
                        .map(GroupManifest.Instance::n)
                        .toList());
    }

    @Test
    void workersHaveNoLoop() {
        PluginDeployment desk = await(Plugins.deploy(
                vertx,
                GroupOptions.worker("a"),
                () -> new Watched(Future.succeededFuture(), ConcurrentHashMap.newKeySet())));

        assertEquals(
                List.of(-1, -1, -1, -1),
                desk.manifest().instances().stream()
                        .map(GroupManifest.Instance::loop)
                        .toList());
    }

    @Test
    void aWorkerIsAskedOnAWorkerThreadAndABlockedOneBlocksNoOther() {
        CountDownLatch release = new CountDownLatch(1);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicReference<Scripted> blocked = new AtomicReference<>();
        await(Plugins.deploy(
                vertx,
                GroupOptions.worker("a").withInstances(2),
                () -> new Scripted((plugin, event) -> {
                    threads.add(Thread.currentThread());
                    if (blocked.compareAndSet(null, plugin)) {
                        hold(release);
                    }
                    return Future.succeededFuture(Context.isOnWorkerThread() ? Decision.accept() : Decision.discard());
                })));
        Future<Object> first = ask("a", 0);
        Waiting.until("the first is asked", () -> blocked.get() != null);

        assertEquals(Decision.accept(), await(ask("a", 1)));
        release.countDown();
        assertEquals(Decision.accept(), await(first));
        assertEquals(2, threads.size());
    }

    @Test
    void everythingRunsOnThePluginsOwnContextWhoeverCompletesItsStart() {
        for (GroupOptions options : List.of(GroupOptions.eventLoop("a"), GroupOptions.worker("b"))) {
            Set<String> strayed = ConcurrentHashMap.newKeySet();
            Promise<Void> ready = Promise.promise();
            Watched plugin = new Watched(ready.future(), strayed);
            Future<PluginDeployment> deploying = Plugins.deploy(vertx, options.withInstances(1), () -> plugin);
            Waiting.until("the plugin starts", () -> plugin.started);
            ready.complete();
            PluginDeployment desk = await(deploying);

            await(ask(options.group(), 0));
            await(vertx.eventBus().request(desk.manifest().address(), Examples.read("event/rcptto")));
            vertx.eventBus().send(instance(options.group(), 0), Examples.event("close"), Node.byReference());
            await(desk.close());
            assertEquals(Set.of(), strayed);
            assertEquals(options.group().equals("b"), plugin.onWorker);
        }
    }

    @Test
    void registrationIsHeardOnTheCallersContext() {
        Promise<Context> heard = Promise.promise();
        Promise<Context> listening = Promise.promise();
        vertx.runOnContext(v -> {
            Context here = Vertx.currentContext();
            Node.of(vertx)
                    .onRegistration(message -> heard.tryComplete(Vertx.currentContext()))
                    .onSuccess(forget -> listening.complete(here));
        });
        Context here = await(listening.future());

        Node.of(vertx).announce(GroupManifest.who());
        assertEquals(((ContextInternal) here).unwrap(), ((ContextInternal) await(heard.future())).unwrap());
    }

    private String instance(String group, int n) {
        return Addresses.instance(group, Node.of(vertx).id(), n);
    }

    private Future<Object> ask(String group, int n) {
        return vertx.eventBus()
                .request(instance(group, n), Examples.event("rcptto"), Node.byReference())
                .map(answer -> answer.body());
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPluginThatThrowsWhereNobodyWaitsIsNamed() {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        vertx.exceptionHandler(reported::add);
        PluginDeployment desk =
                await(Plugins.deploy(vertx, GroupOptions.eventLoop("mess").withInstances(1), () -> new Plugin() {
                    @Override
                    protected void onClose(Close event) {
                        throw new IllegalStateException("nothing to clean");
                    }
                }));
        String address = desk.manifest().address() + ".0";
        Event close = Event.fromJson(new JsonObject().put("stage", "close").put("connection", "node-0-1"));
        vertx.eventBus().send(address, close, Node.byReference());
        Throwable report = Waiting.next(reported, any -> true);
        assertEquals("[node-0-1] group mess failed at close, instance " + address, report.getMessage());
        assertEquals("nothing to clean", report.getCause().getMessage());
    }
}
