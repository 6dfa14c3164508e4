package dev.postern.contract.bus;

import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Observer;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ServerHello;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One JVM's Vert.x instance as Postern sees it: its id, its share in the registration of plugins, and who observes here.
 * Safe to use from any thread.
 */
public final class Node implements Shareable {
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_LENGTH = 10;
    private static final long JITTER = 2_000;
    private static final String HOME = "postern.node";

    private final Vertx vertx;
    private final String id = randomId();
    private final AtomicIntegerArray observers = new AtomicIntegerArray(Stage.values().length);
    private final AtomicLong missed = new AtomicLong();
    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ContextInternal context;
    private final Future<Void> listening;
    private final ObserverRegistry registry;

    private record Listener(Context context, Handler<JsonObject> handler) {}

    private Node(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().registerCodec(new ByReferenceCodec());
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.listening = listen();
        this.registry = new ObserverRegistry((VertxInternal) vertx, this);
    }

    /** The node of a Vert.x instance; drawn at the first call. */
    public static Node of(Vertx vertx) {
        return vertx.sharedData().<String, Node>getLocalMap(HOME).computeIfAbsent(HOME, key -> new Node(vertx));
    }

    /** 10 characters of {@code a-z2-7}, drawn anew at each start. */
    public String id() {
        return id;
    }

    /** For messages that stay in this JVM: the body goes by reference, so it must be immutable. */
    public static DeliveryOptions byReference() {
        return new DeliveryOptions().setLocalOnly(true).setCodecName(ByReferenceCodec.NAME);
    }

    /**
     * Hands every registration message (hello, bye, who, gone) to the handler, on the caller's context; the message is shared
     * and must not be changed. Of each node of servers that is gone there is one {@code gone}, however many nodes announce it.
     *
     * @return completes with what ends it, once messages of other nodes arrive too
     */
    public Future<Runnable> onRegistration(Handler<JsonObject> handler) {
        ContextInternal here = ((VertxInternal) vertx).getOrCreateContext();
        Listener listener = new Listener(here, handler);
        listeners.add(listener);
        // A promise of the caller's context: what follows from this future must not run on the node's own loop.
        PromiseInternal<Void> ready = here.promise();
        listening.onComplete(ready);
        return ready.future().map(v -> () -> listeners.remove(listener));
    }

    /** Publishes a registration message to all nodes. */
    public void announce(JsonObject message) {
        send(bus -> bus.publish(Addresses.PLUGINS, message));
    }

    /**
     * Sends something on the bus, from an event loop. The first message to a node opens the connection to it on the context that
     * it is sent from. On a worker's context, a plugin that blocks would hold up all that this node sends there, and its answers
     * to the pings of the bus.
     */
    public void send(Consumer<EventBus> message) {
        Context current = Vertx.currentContext();
        if (current != null && current.isEventLoopContext()) {
            message.accept(vertx.eventBus());
        } else {
            context.runOnContext(v -> message.accept(vertx.eventBus()));
        }
    }

    /** Whether anybody on this node observes the stage. */
    public boolean observes(Stage stage) {
        return observers.get(stage.ordinal()) > 0;
    }

    /** Takes a group's name on this node, as its addresses can be answered by one desk only; false if it is taken. */
    public boolean claim(String group) {
        return groups.add(group);
    }

    public void release(String group) {
        groups.remove(group);
    }

    /** The observers of this node, as other nodes know them. */
    public ObserverRegistry observers() {
        return registry;
    }

    /** Facts that all observers of this node together were not handed, as they had too many waiting ({@link Observer#dropped()}). */
    public long missed() {
        return missed.get();
    }

    public void miss() {
        missed.incrementAndGet();
    }

    public void observed(Stage stage, int change) {
        observers.addAndGet(stage.ordinal(), change);
    }

    /** The index of the event loop that a context runs on, or -1 on a worker. */
    public static int loopOf(Context context) {
        if (!context.isEventLoopContext()) {
            return -1;
        }
        ContextInternal here = (ContextInternal) context;
        int index = 0;
        for (EventExecutor loop : here.owner().nettyEventLoopGroup()) {
            if (loop == here.nettyEventLoop()) {
                return index;
            }
            index++;
        }
        return -1;
    }

    /** One clustered consumer a node, on a context of its own: it must outlive the verticle that happens to come first. */
    private Future<Void> listen() {
        Promise<Void> ready = Promise.promise();
        context.runOnContext(v -> {
            EventBus bus = vertx.eventBus();
            ServerRegistry servers =
                    new ServerRegistry(now(), ThreadLocalRandom.current().nextLong(JITTER));
            MessageConsumer<JsonObject> consumer = bus.consumer(Addresses.PLUGINS, message -> {
                if (servers.update(message.body(), now())) {
                    hand(message.body());
                }
            });
            consumer.completion().onComplete(ready);
            vertx.setPeriodic(
                    GroupManifest.HELLO_INTERVAL,
                    timer -> servers.silent(now()).forEach(node -> announce(ServerHello.gone(node))));
        });
        return ready.future();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void hand(JsonObject message) {
        for (Listener listener : listeners) {
            listener.context().runOnContext(v -> listener.handler().handle(message));
        }
    }

    private static String randomId() {
        StringBuilder text = new StringBuilder(ID_LENGTH);
        new SecureRandom().ints(ID_LENGTH, 0, ID_ALPHABET.length()).forEach(i -> text.append(ID_ALPHABET.charAt(i)));
        return text.toString();
    }
}
