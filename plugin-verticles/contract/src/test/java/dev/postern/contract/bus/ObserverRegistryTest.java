package dev.postern.contract.bus;

import static dev.postern.contract.plugin.Waiting.await;
import static dev.postern.contract.plugin.Waiting.next;
import static dev.postern.contract.plugin.Waiting.replyFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Examples;
import dev.postern.contract.Reply;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.plugin.Observer;
import dev.postern.contract.plugin.Plugins;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.contract.wire.ReportBatch;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How observers are known to other nodes, and what these send. */
class ObserverRegistryTest {
    private static final Set<Stage> RCPTTO = Set.of(Stage.RCPTTO);

    private final Vertx vertx = Vertx.vertx();
    private final Node node = Node.of(vertx);
    private final String relay = Addresses.relay(node.id());
    private final BlockingQueue<JsonObject> said = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() {
        await(node.onRegistration(said::add));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void anObserverSaysHelloAnswersWhoAndSaysBye() {
        ObserverManifest expected = new ObserverManifest("log", node.id(), relay, Set.of(Stage.RCPTTO, Stage.CLOSE));
        Observer observer = await(Plugins.observe(vertx, "log", expected.stages(), told -> {}));

        assertEquals(expected.hello(), next(said, any -> true));
        node.announce(GroupManifest.who());
        next(said, message -> message.getString("say").equals("who"));
        assertEquals(expected.hello(), next(said, any -> true));
        assertEquals(expected.hello(), next(said, any -> true), "said again each second");
        await(observer.close());
        assertEquals(
                expected.bye(), next(said, message -> !message.getString("say").equals("hello")));
    }

    @Test
    void namesakesAreOneToOthersUntilTheLastOfThemLeaves() {
        Observer one = await(Plugins.observe(vertx, "same", RCPTTO, told -> {}));
        Observer two = await(Plugins.observe(vertx, "same", Set.of(Stage.CLOSE), told -> {}));

        next(said, hello -> observes(hello).equals(Set.of("rcptto", "close")));
        await(one.close());
        JsonObject left = next(said, message -> !observes(message).equals(Set.of("rcptto", "close")));
        assertEquals("hello", left.getString("say"));
        assertEquals(Set.of("close"), observes(left));
        await(two.close());
        next(said, message -> message.getString("say").equals("bye"));
    }

    @Test
    void factsOfAnotherNodeReachEachObserverOnceAndInOrderAndAreAcknowledged() {
        BlockingQueue<Report> one = new LinkedBlockingQueue<>();
        BlockingQueue<Report> two = new LinkedBlockingQueue<>();
        await(Plugins.observe(vertx, "one", RCPTTO, one::add));
        await(Plugins.observe(vertx, "two", Set.of(Stage.RCPTTO, Stage.CLOSE), two::add));
        List<JsonObject> facts =
                IntStream.range(1, 40).mapToObj(ObserverRegistryTest::fact).toList();

        assertEquals(ReportBatch.acknowledgement(), send(new ReportBatch(facts.subList(0, 20)).toJson()));
        assertEquals(ReportBatch.acknowledgement(), send(new ReportBatch(facts.subList(20, 39)).toJson()));
        for (long sequence = 1; sequence < 40; sequence++) {
            assertEquals(sequence, next(one, any -> true).event().sequence());
            assertEquals(sequence, next(two, any -> true).event().sequence());
        }
        assertTrue(one.isEmpty() && two.isEmpty());
    }

    @Test
    void aFactOfALaterContractIsLeftOutAndTheOthersArrive() {
        BlockingQueue<Report> seen = new LinkedBlockingQueue<>();
        await(Plugins.observe(vertx, "log", RCPTTO, seen::add));
        JsonObject unknown = fact(1);
        unknown.getJsonObject("event").put("stage", "teleport");

        send(new ReportBatch(List.of(unknown, fact(2))).toJson());
        assertEquals(2, next(seen, any -> true).event().sequence());
    }

    @Test
    void whatIsNoBatchIsRefused() {
        await(Plugins.observe(vertx, "log", RCPTTO, told -> {}));

        for (Object body : List.of(
                "facts",
                new JsonObject().put("v", 2),
                new JsonObject(),
                new JsonObject().put("v", 1).put("facts", 3))) {
            ReplyException refusal = replyFailure(vertx.eventBus().request(relay, body));
            assertEquals(AskErrors.MALFORMED, refusal.failureCode(), body.toString());
        }
    }

    @Test
    void aHelloThatCannotBeTrustedIsRefusedByName() {
        JsonObject hello = new ObserverManifest("log", "abcdefghij", "smtp.told.abcdefghij", RCPTTO).hello();

        assertEquals(
                Set.of(),
                ObserverManifest.fromJson(hello.copy().put("observes", new JsonArray().add("later")))
                        .stages());
        for (String missing : List.of("v", "observer", "node", "address")) {
            JsonObject crippled = hello.copy();
            crippled.remove(missing);
            assertThrows(MalformedException.class, () -> ObserverManifest.fromJson(crippled), missing);
        }
        JsonObject astray = hello.copy().put("address", "smtp.ask.recipients.abcdefghij");
        MalformedException refusal = assertThrows(MalformedException.class, () -> ObserverManifest.fromJson(astray));
        assertTrue(refusal.getMessage().contains("'log'"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("smtp.ask.recipients.abcdefghij"), refusal.getMessage());
    }

    private JsonObject send(JsonObject batch) {
        return await(vertx.eventBus().<JsonObject>request(relay, batch).map(Message::body));
    }

    private static JsonObject fact(int sequence) {
        JsonObject fact = new Report(Examples.event("rcptto"), new Reply(250, "2.1.5", "ok"), List.of()).toJson();
        fact.getJsonObject("event").put("sequence", sequence);
        return fact;
    }

    private static Set<String> observes(JsonObject hello) {
        return Set.copyOf(Json.strings(hello, "observes"));
    }
}
