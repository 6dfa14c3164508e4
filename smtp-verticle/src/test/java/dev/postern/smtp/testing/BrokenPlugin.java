package dev.postern.smtp.testing;

import dev.postern.contract.Decision;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A group that breaks the contract as a test says, on this node or as if it were on another one. */
public final class BrokenPlugin {
    /** Milliseconds after which the late answer comes where no test says when. */
    private static final long LATE = 2_000;

    /** The ways in which a group fails, and one in which it does not. */
    public enum Way {
        NO_INSTANCE,
        SILENCE,
        EXCEPTION,
        FAILED,
        MALFORMED,
        /** The answer comes when the test says so ({@link #answerLate}); one way after the other, two seconds later. */
        LATE,
        /** The second answer refuses what the first let pass; it must change nothing. */
        DOUBLE
    }

    private final Vertx vertx;
    private final String group;
    private final GroupManifest manifest;
    private final AtomicInteger asks = new AtomicInteger();
    private final Queue<Message<Object>> late = new ConcurrentLinkedQueue<>();
    private volatile Way way;

    private BrokenPlugin(Vertx vertx, String group, String node) {
        this.vertx = vertx;
        this.group = group;
        Set<Stage> asked = Arrays.stream(Stage.values()).filter(Stage::asks).collect(Collectors.toSet());
        Declaration declaration = new Declaration(asked, Set.of(), Set.of("NOOP"), Set.of("PLAIN"), true, Set.of());
        this.manifest = new GroupManifest(
                group, "1", node, Addresses.desk(group, node), List.of(new GroupManifest.Instance(0, -1)), declaration);
    }

    public static BrokenPlugin here(Vertx vertx, String group) throws Exception {
        String node = Node.of(vertx).id();
        BrokenPlugin broken = new BrokenPlugin(vertx, group, node);
        TestServer.await(vertx.eventBus()
                .localConsumer(Addresses.instance(group, node, 0), broken::take)
                .completion());
        return broken.greet();
    }

    public static BrokenPlugin elsewhere(Vertx vertx, String group) throws Exception {
        BrokenPlugin broken = new BrokenPlugin(vertx, group, "elsewhere2");
        TestServer.await(vertx.eventBus()
                .consumer(broken.manifest.address(), broken::take)
                .completion());
        return broken.greet();
    }

    /** A group that was there and is not any more. */
    public static void gone(Vertx vertx, String group) {
        BrokenPlugin broken = new BrokenPlugin(vertx, group, Node.of(vertx).id());
        Node.of(vertx).announce(broken.manifest.hello());
        Node.of(vertx).announce(broken.manifest.bye());
    }

    String group() {
        return group;
    }

    /** One way after the other, if it is null. */
    public void will(Way other) {
        way = other;
    }

    /** Accepts what it has let wait: for a test that knows that the asker has waited long enough. */
    public void answerLate() {
        for (Message<Object> ask = late.poll(); ask != null; ask = late.poll()) {
            answer(ask, Decision.accept());
        }
    }

    /** Hellos keep coming, as from any desk. */
    private BrokenPlugin greet() {
        Node.of(vertx).announce(manifest.hello());
        vertx.setPeriodic(500, timer -> Node.of(vertx).announce(manifest.hello()));
        return this;
    }

    private void take(Message<Object> ask) {
        Way next = way == null ? Way.values()[asks.getAndIncrement() % Way.values().length] : way;
        switch (next) {
            case EXCEPTION -> ask.fail(AskErrors.EXCEPTION, "as the test wants");
            case FAILED -> answer(ask, Decision.failed("as the test wants,\r\nin a reply"));
            case MALFORMED -> ask.reply(new JsonObject().put("decision", "perhaps"));
            case LATE -> beLate(ask);
            case DOUBLE -> {
                answer(ask, positive(ask));
                answer(ask, Decision.reject(550, "5.7.1", "never mind"));
            }
            default -> {}
        }
    }

    private void beLate(Message<Object> ask) {
        if (way == null) {
            vertx.setTimer(LATE, timer -> answer(ask, Decision.accept()));
        } else {
            late.add(ask);
        }
    }

    private static Decision positive(Message<Object> ask) {
        Event event = ask.body() instanceof JsonObject json ? Event.fromJson(json) : (Event) ask.body();
        return event.stage() == Stage.DELIVER
                ? Decision.delivered(event.recipients().stream()
                        .map(DeliveryResult::delivered)
                        .toList())
                : Decision.pass();
    }

    private static void answer(Message<Object> ask, Decision decision) {
        if (ask.body() instanceof JsonObject) {
            ask.reply(decision.toJson());
        } else {
            ask.reply(decision, Node.byReference());
        }
    }
}
