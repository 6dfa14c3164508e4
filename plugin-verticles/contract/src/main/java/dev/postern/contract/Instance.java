package dev.postern.contract;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One deployed plugin verticle: takes asks at its own address and answers each of them, once. */
final class Instance implements Deployable {
    /** After bye, asks that were sent before it arrived are still on their way. */
    private static final long GRACE = 250;

    private static final long DRAIN_CHECK = 20;
    private static final long DRAIN_LIMIT = 60_000;

    private final Desk desk;
    private final int n;
    private final String address;
    private final Plugin plugin;
    private final AtomicInteger open = new AtomicInteger();
    private int loop;

    Instance(Desk desk, int n, String address, Plugin plugin) {
        this.desk = desk;
        this.n = n;
        this.address = address;
        this.plugin = plugin;
    }

    String address() {
        return address;
    }

    /** Asks that are not answered yet. */
    int open() {
        return open.get();
    }

    /** One more ask is on its way from the desk. */
    void expect() {
        open.incrementAndGet();
    }

    Manifest.Instance describe() {
        return new Manifest.Instance(n, loop);
    }

    Declaration declaration() {
        return plugin.declaration();
    }

    @Override
    public Future<?> deploy(Context context) throws Exception {
        loop = Node.loopOf(context);
        return plugin.deploy(context)
                .compose(started -> context.owner()
                        .eventBus()
                        .localConsumer(address, this::receive)
                        .completion());
    }

    @Override
    public Future<?> undeploy(Context context) {
        desk.leave();
        Vertx vertx = context.owner();
        long end = System.nanoTime() + DRAIN_LIMIT * 1_000_000;
        return vertx.timer(GRACE).compose(waited -> drained(vertx, end)).compose(idle -> {
            try {
                return plugin.undeploy(context);
            } catch (Exception e) {
                return Future.failedFuture(e);
            }
        });
    }

    private Future<Void> drained(Vertx vertx, long end) {
        Promise<Void> idle = Promise.promise();
        vertx.setPeriodic(DRAIN_CHECK, timer -> {
            if (open.get() <= 0 || System.nanoTime() > end) {
                vertx.cancelTimer(timer);
                idle.tryComplete();
            }
        });
        return idle.future();
    }

    private void receive(Message<Object> message) {
        if (message.body() instanceof Desk.Handed handed) {
            answer(handed.event(), handed.message(), decision -> Answers.remote(handed.message(), decision));
        } else {
            open.incrementAndGet();
            answer((Event) message.body(), message, decision -> Answers.local(message, decision));
        }
    }

    private void answer(Event event, Message<?> ask, Consumer<Decision> reply) {
        if (!event.stage().asks()) {
            try {
                plugin.inform(event);
            } finally {
                open.decrementAndGet();
            }
            return;
        }
        decide(event).onComplete(decided -> {
            open.decrementAndGet();
            if (decided.succeeded()) {
                reply.accept(decided.result());
            } else {
                ask.fail(Answers.EXCEPTION, String.valueOf(decided.cause()));
            }
        });
    }

    private Future<Decision> decide(Event event) {
        try {
            Future<Decision> decision = plugin.decide(event);
            if (decision == null) {
                return Future.failedFuture("the plugin returned null instead of a future");
            }
            return decision.compose(value -> value == null
                    ? Future.failedFuture("the plugin's future gave null instead of a decision")
                    : Future.succeededFuture(value));
        } catch (RuntimeException | LinkageError e) {
            return Future.failedFuture(e);
        }
    }
}
