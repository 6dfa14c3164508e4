package dev.postern.contract.plugin;

import static dev.postern.contract.plugin.Waiting.await;
import static dev.postern.contract.plugin.Waiting.next;
import static dev.postern.contract.plugin.Waiting.replyFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Event;
import dev.postern.contract.Examples;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reply;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.AskErrors;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AskTest {
    private static final GroupOptions ONE = GroupOptions.eventLoop("recipients").withInstances(1);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aLocalAskAndItsAnswerGoByReference() {
        AtomicReference<Event> seen = new AtomicReference<>();
        Decision decision = Decision.reject(550, "5.1.1", "no such user");
        deploy(ONE, (plugin, event) -> {
            seen.set(event);
            return Future.succeededFuture(decision);
        });
        Event event = Examples.event("rcptto");

        assertSame(decision, await(askInstance(event)).body());
        assertSame(event, seen.get());
    }

    @Test
    void aJsonAskToTheDeskIsAnsweredInJson() {
        deploy(
                ONE,
                (plugin, event) -> Future.succeededFuture(
                        Decision.reject(550, "5.1.1", "no " + event.recipient().original())));

        JsonObject answer = await(askDesk(Examples.read("event/rcptto"))).body();

        assertEquals("reject", answer.getString("decision"));
        assertEquals("no sales@example.org", answer.getJsonArray("text").getString(0));
    }

    @Test
    void aStageThatIsNotOverriddenPasses() {
        deploy(ONE, Scripted.ACCEPTS);

        assertEquals(
                Decision.pass(), await(askInstance(Examples.event("connect"))).body());
        assertEquals(
                Decision.pass().toJson(),
                await(askDesk(Examples.read("event/connect"))).body());
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                failure("boom", (plugin, event) -> {
                    throw new IllegalStateException("boom");
                }),
                failure("StackOverflowError", (plugin, event) -> {
                    throw new StackOverflowError();
                }),
                failure("unlucky", (plugin, event) -> Future.failedFuture("unlucky")),
                failure("returned null instead of a future", (plugin, event) -> null),
                failure("gave null instead of a decision", (plugin, event) -> Future.succeededFuture()));
    }

    private static Arguments failure(String message, BiFunction<Scripted, RcptTo, Future<Decision>> answer) {
        return Arguments.of(message, answer);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aPluginThatFailsIsAnExceptionForItsAsker(
            String message, BiFunction<Scripted, RcptTo, Future<Decision>> answer) {
        deploy(ONE, answer);

        for (int i = 0; i < 2; i++) {
            isException(message, replyFailure(askInstance(Examples.event("rcptto"))));
            isException(message, replyFailure(askDesk(Examples.read("event/rcptto"))));
        }
    }

    @Test
    void aDecisionThatCannotBeWrittenIsAnExceptionForItsAsker() {
        DeliveryResult nobody =
                new DeliveryResult(null, DeliveryResult.Outcome.LATER, new Reply(451, "4.3.0", "later"));
        deploy(ONE, (plugin, event) -> Future.succeededFuture(Decision.delivered(List.of(nobody))));

        isException("NullPointerException", replyFailure(askDesk(Examples.read("event/rcptto"))));
    }

    @Test
    void whatIsNoEventIsMalformed() {
        deploy(ONE, Scripted.ACCEPTS);
        String desk = Addresses.desk("recipients", node());

        isMalformed("'stage' is missing", replyFailure(askDesk(new JsonObject())));
        isMalformed(
                "unknown stage 'x', expected connect, secure, helo, authenticate, mailfrom, rcptto, data, content, message,"
                        + " deliver, verb, reset, close",
                replyFailure(askDesk(new JsonObject().put("stage", "x").put("connection", "c"))));
        isMalformed("not an event, but String", replyFailure(vertx.eventBus().request(desk, "hello")));
        isMalformed("not an event, but nothing", replyFailure(vertx.eventBus().request(desk, null)));
        isMalformed("not an event, but String", replyFailure(vertx.eventBus().request(desk + ".0", "hello")));
        assertEquals(
                "accept", await(askDesk(Examples.read("event/rcptto"))).body().getString("decision"));
    }

    @Test
    void resetAndCloseAreHandedOverAndNotAnswered() {
        Scripted plugin = new Scripted(Scripted.ACCEPTS);
        await(Plugins.deploy(vertx, ONE, () -> plugin));
        Event close = Examples.event("close");

        vertx.eventBus().send(Addresses.instance("recipients", node(), 0), close, Node.byReference());
        assertSame(close, next(plugin.told, told -> true));
        vertx.eventBus().send(Addresses.desk("recipients", node()), Examples.read("event/reset"));
        assertEquals(Examples.event("reset"), next(plugin.told, told -> true));
        DeliveryOptions soon = new DeliveryOptions().setSendTimeout(200);
        assertEquals(
                ReplyFailure.TIMEOUT,
                replyFailure(vertx.eventBus()
                                .request(Addresses.desk("recipients", node()), Examples.read("event/close"), soon))
                        .failureType());
    }

    @Test
    void theDeskPrefersInstancesWithFewerOpenAsksAndTakesTurns() {
        Map<Scripted, Integer> asked = new ConcurrentHashMap<>();
        BlockingQueue<Promise<Decision>> open = new LinkedBlockingQueue<>();
        deploy(GroupOptions.eventLoop("recipients").withInstances(3), (plugin, event) -> {
            asked.merge(plugin, 1, Integer::sum);
            Promise<Decision> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        });
        List<Future<Message<JsonObject>>> answers = new ArrayList<>();

        for (int i = 0; i < 9; i++) {
            answers.add(askDesk(Examples.read("event/rcptto")));
        }
        Waiting.until("all are asked", () -> open.size() == 9);
        open.forEach(answer -> answer.complete(Decision.pass()));
        open.clear();
        answers.forEach(Waiting::await);
        assertEquals(List.of(3, 3, 3), List.copyOf(asked.values()));
        for (int i = 0; i < 3; i++) {
            Future<Message<JsonObject>> answer = askDesk(Examples.read("event/rcptto"));
            next(open, any -> true).complete(Decision.pass());
            await(answer);
        }
        assertEquals(List.of(4, 4, 4), List.copyOf(asked.values()));
        assertEquals(3, new HashSet<>(asked.keySet()).size());
    }

    private void deploy(GroupOptions options, BiFunction<Scripted, RcptTo, Future<Decision>> answer) {
        await(Plugins.deploy(vertx, options, () -> new Scripted(answer)));
    }

    private String node() {
        return Node.of(vertx).id();
    }

    private Future<Message<Object>> askInstance(Event event) {
        return vertx.eventBus().request(Addresses.instance("recipients", node(), 0), event, Node.byReference());
    }

    private Future<Message<JsonObject>> askDesk(JsonObject event) {
        return vertx.eventBus().request(Addresses.desk("recipients", node()), event);
    }

    private static void isException(String message, ReplyException failure) {
        assertEquals(ReplyFailure.RECIPIENT_FAILURE, failure.failureType());
        assertEquals(AskErrors.EXCEPTION, failure.failureCode());
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }

    private static void isMalformed(String message, ReplyException failure) {
        assertEquals(AskErrors.MALFORMED, failure.failureCode());
        assertEquals(message, failure.getMessage());
    }
}
