package dev.postern.contract.plugin;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.atomic.AtomicInteger;

/** One deployed plugin verticle: takes asks at its own address and from its desk, and answers each of them, once. */
final class PluginInstance implements Deployable {
    private static final DeliveryOptions BY_REFERENCE = Node.byReference();
    private static final DeliveryOptions AS_JSON = new DeliveryOptions();

    private final PluginDeployment desk;
    private final int n;
    private final String address;
    private final Plugin plugin;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger owed = new AtomicInteger();
    private volatile ContextInternal context;
    private volatile boolean stopped;

    PluginInstance(PluginDeployment desk, int n, String address, Plugin plugin) {
        this.desk = desk;
        this.n = n;
        this.address = address;
        this.plugin = plugin;
    }

    /** Asks that are not decided yet. */
    int open() {
        return open.get();
    }

    /** Asks whose answer is not said yet: a decision may wait for its turn on an event loop. */
    int owed() {
        return owed.get();
    }

    GroupManifest.Instance describe() {
        return new GroupManifest.Instance(n, Node.loopOf(context));
    }

    Declaration declaration() {
        return plugin.declaration();
    }

    @Override
    public Future<?> deploy(Context own) {
        context = (ContextInternal) own;
        return here(() -> plugin.deploy(own))
                .compose(started -> context.owner()
                        .eventBus()
                        .localConsumer(address, this::receive)
                        .completion());
    }

    /** A plugin that fails to stop must not keep its desk from leaving; the desk reports the failure. */
    @Override
    public Future<?> undeploy(Context own) {
        return here(desk::leave).compose(left -> drained()).compose(idle -> {
            stopped = true;
            return here(() -> plugin.undeploy(own)).otherwise(failure -> {
                desk.failedToStop(failure);
                return null;
            });
        });
    }

    /** A node of servers has died. */
    void gone(String node) {
        context.runOnContext(v -> {
            if (!stopped) {
                try {
                    plugin.onGone(node);
                } catch (Throwable e) {
                    report("", "gone", e);
                }
            }
        });
    }

    /** There is no answer in which a server could read that the plugin threw, so it is logged here. */
    private void report(String connection, String occasion, Throwable thrown) {
        String failure = connection + "group " + desk.group() + " failed at " + occasion + ", instance " + address;
        context.reportException(new IllegalStateException(failure, thrown));
    }

    /** A message of another node, handed over by the desk. */
    void take(Message<?> ask, Event event) {
        begin();
        if (stopped) {
            refuse(ask);
            return;
        }
        context.runOnContext(v -> answer(event, ask, false));
    }

    private void receive(Message<Object> ask) {
        if (ask.body() instanceof Event event) {
            begin();
            answer(event, ask, true);
        } else {
            ask.fail(AskErrors.MALFORMED, "not an event, but " + AskErrors.typeOf(ask.body()));
        }
    }

    /** @param local whether the ask is of this JVM: the answer goes by reference, else as JSON */
    private void answer(Event event, Message<?> ask, boolean local) {
        if (stopped) {
            refuse(ask);
        } else if (!event.stage().asks()) {
            inform(event);
        } else if (local) {
            decide(event).onComplete(decided -> {
                open.decrementAndGet();
                say(decided, ask, BY_REFERENCE);
            });
        } else {
            decide(event).map(Decision::toJson).onComplete(decided -> {
                open.decrementAndGet();
                Node.of(context.owner()).send(bus -> say(decided, ask, AS_JSON));
            });
        }
    }

    private void begin() {
        open.incrementAndGet();
        owed.incrementAndGet();
    }

    /** The ask came after the plugin had stopped. */
    private void refuse(Message<?> ask) {
        open.decrementAndGet();
        AskErrors.none(ask, address);
        owed.decrementAndGet();
    }

    private void say(AsyncResult<?> decided, Message<?> ask, DeliveryOptions options) {
        try {
            if (decided.succeeded()) {
                ask.reply(decided.result(), options);
            } else {
                ask.fail(AskErrors.EXCEPTION, String.valueOf(decided.cause()));
            }
        } finally {
            owed.decrementAndGet();
        }
    }

    private void inform(Event event) {
        try {
            plugin.inform(event);
        } catch (Throwable e) {
            report("[" + event.connection() + "] ", event.stage().key(), e);
        } finally {
            open.decrementAndGet();
            owed.decrementAndGet();
        }
    }

    /** Whatever the plugin throws, an overflow of the stack included, is the failure of this one ask. */
    private Future<Decision> decide(Event event) {
        try {
            Future<Decision> decision = plugin.decide(event);
            if (decision == null) {
                return Future.failedFuture("the plugin returned null instead of a future");
            }
            return decision.compose(value -> value == null
                    ? Future.failedFuture("the plugin's future gave null instead of a decision")
                    : Future.succeededFuture(value));
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }

    /** What was queued behind the last open ask may still have come. */
    private Future<Void> drained() {
        Promise<Void> idle = context.promise();
        PluginDeployment.whenIdle(context.owner(), this::owed, idle);
        return idle.future();
    }

    /** Whatever thread completes the action's future, what follows runs on this instance's context. */
    private <T> Future<T> here(Action<T> action) {
        Promise<T> promise = context.promise();
        try {
            action.run().onComplete(done -> {
                if (done.succeeded()) {
                    promise.complete(done.result());
                } else {
                    promise.fail(done.cause());
                }
            });
        } catch (Throwable e) {
            promise.fail(e);
        }
        return promise.future();
    }

    private interface Action<T> {
        Future<? extends T> run() throws Exception;
    }
}
