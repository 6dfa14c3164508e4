package dev.postern.contract;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The one face of a group on a node; made by {@link Plugins#deploy}. Its instances are its children. Servers on this node ask
 * an instance directly, those on other nodes ask the desk, which hands the message to the instance with the fewest open asks.
 */
public final class Desk extends VerticleBase {
    private final GroupOptions options;
    private final Supplier<? extends Plugin> factory;
    private final List<Instance> instances = new CopyOnWriteArrayList<>();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private volatile Manifest manifest;

    Desk(GroupOptions options, Supplier<? extends Plugin> factory) {
        this.options = options;
        this.factory = factory;
    }

    public String group() {
        return options.group();
    }

    /** What the desk says of itself once it is deployed. */
    public Manifest manifest() {
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
        return vertx.deployVerticle(() -> newInstance(node), deployment())
                .compose(deployed -> listen(Addresses.desk(group(), node.id())))
                .compose(listening -> node.onRegistration(this::answerWho))
                .onSuccess(registered -> open(node));
    }

    /** Says bye; from here on no server asks anew. Called by the first instance that is undeployed. */
    void leave() {
        if (leaving.compareAndSet(false, true) && manifest != null) {
            Node.of(vertx).announce(manifest.bye());
        }
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

    private Instance newInstance(Node node) {
        int n = instances.size();
        Instance instance = new Instance(this, n, Addresses.instance(group(), node.id(), n), factory.get());
        instances.add(instance);
        return instance;
    }

    private Future<Void> listen(String address) {
        return vertx.eventBus().<JsonObject>consumer(address, this::hand).completion();
    }

    private void open(Node node) {
        manifest = new Manifest(
                group(),
                options.version(),
                node.id(),
                Addresses.desk(group(), node.id()),
                instances.stream().map(Instance::describe).toList(),
                instances.get(0).declaration());
        sayHello();
        vertx.setPeriodic(Manifest.HELLO_INTERVAL, timer -> sayHello());
    }

    private void answerWho(JsonObject message) {
        if ("who".equals(message.getString("say"))) {
            sayHello();
        }
    }

    private void sayHello() {
        if (manifest != null && !leaving.get()) {
            Node.of(vertx).announce(manifest.hello());
        }
    }

    /** A message from another node: it is read once, here, and answered by the instance itself. */
    private void hand(io.vertx.core.eventbus.Message<JsonObject> message) {
        Event event;
        try {
            event = Event.fromJson(message.body());
        } catch (MalformedException e) {
            message.fail(Answers.MALFORMED, e.getMessage());
            return;
        }
        Instance instance =
                instances.stream().min(Comparator.comparingInt(Instance::open)).orElseThrow();
        instance.expect();
        vertx.eventBus().send(instance.address(), new Handed(message, event), Node.byReference());
    }

    /** A message of another node on its way from the desk to the instance that will answer it. */
    record Handed(io.vertx.core.eventbus.Message<JsonObject> message, Event event) {}
}
