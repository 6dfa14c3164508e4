package dev.postern.contract.bus;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.contract.wire.ReportBatch;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * The observers of a node as other nodes know them: publishes their hellos, and passes on by reference what servers on other
 * nodes send. There is one consumer a node, from the first observer on, as registering one with each observer would cost the
 * cluster more than an address at which nothing arrives. It has a context of its own, which outlives every observer.
 */
public final class ObserverRegistry {
    private static final String POOL = "postern-gallery";

    private final VertxInternal vertx;
    private final Node node;
    private final ContextInternal context;
    /** The stages of each observer of a name: a name may be taken twice. */
    private final Map<String, List<Set<Stage>>> observers = new LinkedHashMap<>();

    private Future<Void> opened;
    private WorkerExecutor reader;

    ObserverRegistry(VertxInternal vertx, Node node) {
        this.vertx = vertx;
        this.node = node;
        this.context = vertx.createEventLoopContext();
    }

    /** @return completes when other nodes can send the observer facts, and have been told that it wants them */
    public Future<Void> add(String observer, Set<Stage> stages) {
        return here(v -> open().onSuccess(ready -> {
            observers.computeIfAbsent(observer, name -> new ArrayList<>()).add(stages);
            publishHello(observer);
        }));
    }

    public Future<Void> remove(String observer, Set<Stage> stages) {
        return here(v -> {
            List<Set<Stage>> namesakes = observers.get(observer);
            if (namesakes != null && namesakes.remove(stages)) {
                publishBye(observer, namesakes);
            }
            return Future.succeededFuture();
        });
    }

    private interface Act {
        Future<Void> on(Void nothing);
    }

    /** Does it on the registry's own context; the future completes on the caller's. */
    private Future<Void> here(Act act) {
        PromiseInternal<Void> done = vertx.getOrCreateContext().promise();
        context.runOnContext(v -> act.on(v).onComplete(done));
        return done.future();
    }

    private Future<Void> open() {
        if (opened == null || opened.failed()) {
            // Reading facts is work that no event loop should do; one thread keeps their order.
            reader = vertx.createSharedWorkerExecutor(POOL, 1);
            opened = vertx.eventBus()
                    .<Object>consumer(Addresses.relay(node.id()), this::take)
                    .completion()
                    .compose(registered -> node.onRegistration(this::answerWho))
                    .map(registration -> {
                        vertx.setPeriodic(GroupManifest.HELLO_INTERVAL, timer -> publishHello());
                        return null;
                    });
        }
        return opened;
    }

    private void answerWho(JsonObject message) {
        if ("who".equals(message.getString("say"))) {
            publishHello();
        }
    }

    private void publishHello() {
        observers.keySet().forEach(this::publishHello);
    }

    private void publishHello(String observer) {
        node.announce(describe(observer, observers.get(observer)).hello());
    }

    private void publishBye(String observer, List<Set<Stage>> namesakes) {
        if (namesakes.isEmpty()) {
            observers.remove(observer);
            node.announce(describe(observer, namesakes).bye());
        } else {
            publishHello(observer);
        }
    }

    private ObserverManifest describe(String observer, List<Set<Stage>> namesakes) {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        namesakes.forEach(stages::addAll);
        return new ObserverManifest(observer, node.id(), Addresses.relay(node.id()), stages);
    }

    /** A batch of another node; the sender's bound on what is not acknowledged keeps the queue short. */
    private void take(Message<Object> message) {
        try {
            reader.executeBlocking(() -> pass(message.body())).onComplete(passed -> {
                if (passed.succeeded()) {
                    message.reply(ReportBatch.acknowledgement());
                } else {
                    message.fail(AskErrors.MALFORMED, passed.cause().getMessage());
                }
            });
        } catch (RejectedExecutionException closed) {
            message.fail(AskErrors.EXCEPTION, "the node is closing");
        }
    }

    private Void pass(Object body) {
        if (!(body instanceof JsonObject)) {
            throw new MalformedException("not a batch of facts, but " + AskErrors.typeOf(body));
        }
        for (Report report : ReportBatch.fromJson((JsonObject) body).told()) {
            Stage stage = report.event().stage();
            if (node.observes(stage)) {
                vertx.eventBus().publish(Addresses.told(stage), report, Node.byReference());
            }
        }
        return null;
    }
}
