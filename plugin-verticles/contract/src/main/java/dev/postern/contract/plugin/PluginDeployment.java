package dev.postern.contract.plugin;

import dev.postern.contract.Event;
import dev.postern.contract.bus.Node;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.GroupManifest;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Timer;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A group as it is deployed on a node, called its desk on the bus; made by {@link Plugins#deploy}. Its instances are its children. Servers on this node ask
 * an instance directly, those on other nodes ask the desk, which hands the message to the instance with the fewest open asks.
 */
public final class PluginDeployment extends VerticleBase {
    /** After bye, asks that were sent before it arrived are still on their way: from other nodes for as long as this. */
    private static final long GRACE = 250;

    /** The bye goes to the node, then to its listeners, and the asks that these sent before it take the same way back. */
    private static final int HOPS = 4;

    private static final long DRAIN_CHECK = 20;
    private static final long DRAIN_LIMIT = 60_000;

    private final GroupOptions options;
    private final Supplier<? extends Plugin> factory;
    private final List<PluginInstance> instances = new CopyOnWriteArrayList<>();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final Promise<Void> left = Promise.promise();
    private final AtomicReference<Throwable> stopFailure = new AtomicReference<>();
    private volatile GroupManifest manifest;
    private Runnable forget = () -> {};
    private int turn;

    PluginDeployment(GroupOptions options, Supplier<? extends Plugin> factory) {
        this.options = options;
        this.factory = factory;
    }

    public String group() {
        return options.group();
    }

    /** What the desk says of itself once it is deployed. */
    public GroupManifest manifest() {
        return manifest;
    }

    /**
     * Takes the group off this node: says bye, answers what is open, then stops the plugins.
     *
     * @return completes when all of that is done
     */
    public Future<Void> close() {
        return vertx.undeploy(deploymentID());
    }

    @Override
    public Future<?> start() {
        Node node = Node.of(vertx);
        if (!node.claim(group())) {
            return Future.failedFuture(
                    new IllegalStateException("group '" + group() + "' is already deployed on this node"));
        }
        return vertx.deployVerticle(() -> newInstance(node), deployment())
                .map(deployed -> describe(node))
                .compose(described -> {
                    manifest = described;
                    return listen(described.address());
                })
                .compose(listening -> node.onRegistration(this::answer))
                .map(this::open)
                .onFailure(failure -> node.release(group()));
    }

    @Override
    public Future<?> stop() {
        forget.run();
        Node.of(vertx).release(group());
        return stopFailure.get() == null ? Future.succeededFuture() : Future.failedFuture(stopFailure.get());
    }

    /**
     * Publishes bye, after which no server asks anew, and waits for what is open on any instance: as long as one has work, a
     * message may come in, and any of them may have to answer it.
     */
    Future<Void> leave() {
        if (leaving.compareAndSet(false, true)) {
            if (manifest == null) {
                left.complete();
            } else {
                context.runOnContext(v -> sayBye());
            }
        }
        return left.future();
    }

    /** On the context that publishes hellos, so that none can follow it. */
    private void sayBye() {
        Node.of(vertx).announce(manifest.bye());
        grace();
    }

    /** Without a cluster only event loops of this node ask, and what they have sent is here once each has run its queue. */
    private void grace() {
        Timer grace = vertx.timer(GRACE);
        grace.onComplete(waited -> whenIdle(vertx, this::owed, left));
        if (!vertx.isClustered()) {
            everyLoopComesRound(HOPS).onComplete(heard -> grace.cancel());
        }
    }

    private Future<?> everyLoopComesRound(int times) {
        List<Future<?>> loops = new ArrayList<>();
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            Promise<Void> round = Promise.promise();
            loop.execute(round::complete);
            loops.add(round.future());
        }
        Future<?> round = Future.all(loops);
        return times == 1 ? round : round.compose(again -> everyLoopComesRound(times - 1));
    }

    /** Completes as soon as nothing is owed, or when that has been waited for long enough. */
    static void whenIdle(Vertx vertx, IntSupplier owed, Promise<Void> idle) {
        if (owed.getAsInt() == 0) {
            idle.complete();
            return;
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_LIMIT);
        vertx.setPeriodic(DRAIN_CHECK, timer -> {
            if ((owed.getAsInt() == 0 || System.nanoTime() - end > 0) && vertx.cancelTimer(timer)) {
                idle.complete();
            }
        });
    }

    void failedToStop(Throwable failure) {
        stopFailure.compareAndSet(null, failure);
    }

    private DeploymentOptions deployment() {
        DeploymentOptions deployment =
                new DeploymentOptions().setThreadingModel(options.threading()).setInstances(count());
        if (options.threading() == ThreadingModel.WORKER) {
            deployment.setWorkerPoolName("postern-" + group()).setWorkerPoolSize(count());
        }
        return deployment;
    }

    private int count() {
        return options.instances() > 0 ? options.instances() : loops();
    }

    private int loops() {
        int loops = 0;
        for (var loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            loops++;
        }
        return loops;
    }

    private PluginInstance newInstance(Node node) {
        Plugin plugin = factory.get();
        String objection = plugin.declaration().objection();
        if (objection != null) {
            throw new IllegalArgumentException("group '" + group() + "': " + objection);
        }
        int n = instances.size();
        PluginInstance instance = new PluginInstance(this, n, Addresses.instance(group(), node.id(), n), plugin);
        instances.add(instance);
        return instance;
    }

    private Future<Void> listen(String address) {
        return vertx.eventBus().<Object>consumer(address, this::hand).completion();
    }

    private GroupManifest describe(Node node) {
        return new GroupManifest(
                group(),
                options.version(),
                node.id(),
                Addresses.desk(group(), node.id()),
                instances.stream().map(PluginInstance::describe).toList(),
                instances.get(0).declaration());
    }

    private Void open(Runnable registration) {
        forget = registration;
        sayHello();
        vertx.setPeriodic(GroupManifest.HELLO_INTERVAL, timer -> sayHello());
        return null;
    }

    private int owed() {
        return instances.stream().mapToInt(PluginInstance::owed).sum();
    }

    private void answer(JsonObject message) {
        switch (String.valueOf(message.getString("say"))) {
            case "who" -> sayHello();
            case "gone" -> instances.forEach(instance -> instance.gone(message.getString("node")));
            default -> {}
        }
    }

    private void sayHello() {
        if (!leaving.get()) {
            Node.of(vertx).announce(manifest.hello());
        }
    }

    /** A message from another node: it is read once, here, and answered by the instance itself. */
    private void hand(io.vertx.core.eventbus.Message<Object> ask) {
        if (!(ask.body() instanceof JsonObject)) {
            ask.fail(AskErrors.MALFORMED, "not an event, but " + AskErrors.typeOf(ask.body()));
            return;
        }
        try {
            idlest().take(ask, Event.fromJson((JsonObject) ask.body()));
        } catch (MalformedException e) {
            ask.fail(AskErrors.MALFORMED, e.getMessage());
        }
    }

    /** The instance with the fewest open asks; those with equally many take turns. */
    private PluginInstance idlest() {
        turn = (turn + 1) % instances.size();
        PluginInstance idlest = instances.get(turn);
        for (int i = 1; i < instances.size(); i++) {
            PluginInstance other = instances.get((turn + i) % instances.size());
            if (other.open() < idlest.open()) {
                idlest = other;
            }
        }
        return idlest;
    }
}
