package dev.postern.contract;

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
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * One JVM's Vert.x instance as Postern sees it: its id, its share in the registration of plugins, and who observes here.
 * Safe to use from any thread.
 */
public final class Node implements Shareable {
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_LENGTH = 10;
    private static final String HOME = "postern.node";

    private final Vertx vertx;
    private final String id = randomId();
    private final AtomicIntegerArray observers = new AtomicIntegerArray(Stage.values().length);
    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Future<Void> listening;
    private final Gallery gallery;

    private record Listener(Context context, Handler<JsonObject> handler) {}

    private Node(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().registerCodec(new ByReference());
        this.listening = listen();
        this.gallery = new Gallery((VertxInternal) vertx, this);
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
        return new DeliveryOptions().setLocalOnly(true).setCodecName(ByReference.NAME);
    }

    /**
     * Hands every registration message (hello, bye, who) to the handler, on the caller's context; the message is shared and
     * must not be changed.
     *
     * @return completes with what ends it, once messages of other nodes arrive too
     */
    public Future<Runnable> onRegistration(Handler<JsonObject> handler) {
        ContextInternal here = ((VertxInternal) vertx).getOrCreateContext();
        Listener listener = new Listener(here, handler);
        listeners.add(listener);
        // A promise of the caller's context: what follows from this future must not run on the node's own loop.
        PromiseInternal<Void> heard = here.promise();
        listening.onComplete(heard);
        return heard.future().map(v -> () -> listeners.remove(listener));
    }

    /** Publishes a registration message to all nodes. */
    public void announce(JsonObject message) {
        vertx.eventBus().publish(Addresses.PLUGINS, message);
    }

    /** Whether anybody on this node observes the stage. */
    public boolean observes(Stage stage) {
        return observers.get(stage.ordinal()) > 0;
    }

    /** Takes a group's name on this node, as its addresses can be answered by one desk only; false if it is taken. */
    boolean claim(String group) {
        return groups.add(group);
    }

    void release(String group) {
        groups.remove(group);
    }

    /** The observers of this node, as other nodes know them. */
    Gallery gallery() {
        return gallery;
    }

    void observed(Stage stage, int change) {
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
        ((VertxInternal) vertx).createEventLoopContext().runOnContext(v -> {
            EventBus bus = vertx.eventBus();
            MessageConsumer<JsonObject> consumer = bus.consumer(Addresses.PLUGINS, message -> hand(message.body()));
            consumer.completion().onComplete(ready);
        });
        return ready.future();
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
