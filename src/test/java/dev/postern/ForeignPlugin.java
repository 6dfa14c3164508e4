package dev.postern;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A plugin and an observer as a program in another language would be: it speaks JSON on the bus, and uses nothing of the contract
 * in Java. What it answers is given in advance; what it was sent is kept as it came.
 */
final class ForeignPlugin {
    static final String NODE = "foreign234";
    static final String SILENT_SERVER = "silent2345";
    private static final String DESK = "smtp.ask.foreign." + NODE;
    private static final String FACTS = "smtp.told." + NODE;
    private static final String REGISTRATION = "smtp.plugins";
    private static final long HELLO_INTERVAL = 1_000;

    private static final String HELLO = """
            {"v": 1, "say": "hello", "group": "foreign", "version": "7", "node": "%s", "address": "%s",
             "instances": [{"n": 0, "loop": -1}],
             "stages": ["connect", "secure", "helo", "authenticate", "mailfrom", "rcptto", "data", "content", "message",
                        "deliver", "verb", "reset", "close", "of-a-later-version"],
             "concurrent": [], "verbs": ["VRFY", "XFOO"], "mechanisms": ["PLAIN"], "inbox": true,
             "extensions": ["8BITMIME", "DSN"], "of-a-later-version": true}""".formatted(NODE, DESK);

    private static final String OBSERVES = """
            {"v": 1, "say": "hello", "observer": "foreign", "node": "%s", "address": "%s",
             "observes": ["connect", "secure", "helo", "mailfrom", "rcptto", "data", "content", "message", "deliver",
                          "verb", "reset", "close", "of-a-later-version"]}""".formatted(NODE, FACTS);

    private final Queue<JsonObject> heard = new ConcurrentLinkedQueue<>();
    private final Queue<JsonObject> facts = new ConcurrentLinkedQueue<>();
    private volatile Dialogue dialogue = new Dialogue(new JsonArray());
    private Vertx vertx;

    /** What is answered to the asks of one session, in their order, and what was asked. */
    static final class Dialogue {
        private final Queue<JsonObject> answers = new ConcurrentLinkedQueue<>();
        private final CopyOnWriteArrayList<JsonObject> asks = new CopyOnWriteArrayList<>();

        Dialogue(JsonArray asks) {
            for (int i = 0; i < asks.size(); i++) {
                answers.add(asks.getJsonObject(i));
            }
        }

        /** Each ask as it was: the event, the commands with their replies, and the answer. */
        JsonArray asks() {
            JsonArray all = new JsonArray();
            asks.forEach(all::add);
            return all;
        }

        /** The id of the session's connection, or null before the first ask. */
        String connection() {
            return asks.isEmpty() ? null : asks.get(0).getJsonObject("event").getString("connection");
        }

        boolean hasClosed() {
            return asks.stream()
                    .anyMatch(ask -> "close".equals(ask.getJsonObject("event").getString("stage")));
        }
    }

    /** Registers itself as the contract says: consumers first, then hello. */
    Future<?> start(Vertx on) {
        vertx = on;
        Future<?> registered = Future.all(
                on.eventBus().consumer(DESK, this::asked).completion(),
                on.eventBus().consumer(FACTS, this::told).completion(),
                on.eventBus().consumer(REGISTRATION, this::heard).completion());
        return registered.onSuccess(v -> {
            on.setPeriodic(0, HELLO_INTERVAL, timer -> sayHello());
            say("{\"v\": 1, \"say\": \"who\"}");
        });
    }

    /** Says hello for a server that is never heard again. Whoever listens by now will say that it is gone. */
    void sayHelloOfTheSilent() {
        say("{\"v\": 1, \"say\": \"hello\", \"server\": \"7\", \"node\": \"" + SILENT_SERVER + "\"}");
    }

    /** What the asks from now on are answered with. */
    void play(Dialogue next) {
        dialogue = next;
    }

    /** All that others have said on the registration address, as it came. */
    Queue<JsonObject> heard() {
        return heard;
    }

    /** Whether these are its own words, which come back to it. */
    boolean hasSaid(JsonObject message) {
        boolean helloOfTheSilent =
                "hello".equals(message.getString("say")) && SILENT_SERVER.equals(message.getString("node"));
        return NODE.equals(message.getString("node")) || helloOfTheSilent;
    }

    /** All that it was told of a connection, as it came. */
    JsonArray facts(String connection) {
        JsonArray all = new JsonArray();
        for (JsonObject fact : facts) {
            if (fact.getJsonObject("event").getString("connection").equals(connection)) {
                all.add(fact);
            }
        }
        return all;
    }

    private void sayHello() {
        say(HELLO);
        say(OBSERVES);
    }

    private void say(String message) {
        vertx.eventBus().publish(REGISTRATION, new JsonObject(message));
    }

    private void heard(Message<Object> message) {
        JsonObject said = asOnTheWire(message.body());
        if ("who".equals(said.getString("say"))) {
            sayHello();
        }
        heard.add(said);
    }

    private void told(Message<Object> message) {
        JsonObject batch = asOnTheWire(message.body());
        if (!batch.fieldNames().equals(Set.of("v", "facts"))) {
            // Such a batch is no fact that a test expects.
            facts.add(new JsonObject().put("event", batch));
            return;
        }
        JsonArray carried = batch.getJsonArray("facts");
        for (int i = 0; i < carried.size(); i++) {
            facts.add(carried.getJsonObject(i));
        }
        message.reply(new JsonObject("{\"v\": " + batch.getValue("v") + "}"));
    }

    private void asked(Message<Object> message) {
        Dialogue now = dialogue;
        JsonObject event = asOnTheWire(message.body());
        JsonObject given = now.answers.isEmpty() ? new JsonObject() : now.answers.remove();
        JsonObject ask = new JsonObject().put("event", event);
        now.asks.add(ask);
        commands(event, given.getJsonArray("commands"), ask).onComplete(done -> answer(message, given, ask));
    }

    private void answer(Message<Object> message, JsonObject given, JsonObject ask) {
        JsonObject failure = given.getJsonObject("fails");
        if (failure != null) {
            ask.put("fails", failure);
            message.fail(failure.getInteger("code"), failure.getString("text"));
        } else if (message.replyAddress() != null) {
            JsonObject answer = given.getJsonObject("answer", new JsonObject("{\"decision\": \"pass\"}"));
            ask.put("answer", answer);
            message.reply(answer.copy());
        }
    }

    /** One after the other; each with its reply or failure. */
    private Future<?> commands(JsonObject event, JsonArray requests, JsonObject ask) {
        Future<?> done = Future.succeededFuture();
        if (requests == null) {
            return done;
        }
        JsonArray played = new JsonArray();
        ask.put("commands", played);
        for (int i = 0; i < requests.size(); i++) {
            JsonObject given = requests.getJsonObject(i).getJsonObject("request");
            done = done.compose(before -> command(event, given, played));
        }
        return done;
    }

    private Future<?> command(JsonObject event, JsonObject given, JsonArray played) {
        JsonObject request = new JsonObject()
                .put("v", 1)
                .put("connection", event.getString("connection"))
                .put("key", event.getString("key"));
        request.mergeIn(given.copy());
        if ("content".equals(given.getString("command"))) {
            request.getJsonObject("arguments").put("transaction", event.getString("transaction"));
        }
        JsonObject entry = new JsonObject().put("request", given);
        played.add(entry);
        return vertx.eventBus()
                .<Object>request(event.getString("commands"), request)
                .map(reply -> entry.put("reply", asOnTheWire(reply.body())))
                .otherwise(cause -> entry.put("failure", failure((ReplyException) cause)));
    }

    /** The text is for people, and may change. */
    private static JsonObject failure(ReplyException cause) {
        return new JsonObject().put("type", cause.failureType().name()).put("code", cause.failureCode());
    }

    /** Octets, which JSON has no value for, become text as they do between two nodes. */
    private static JsonObject asOnTheWire(Object body) {
        return new JsonObject(((JsonObject) body).encode());
    }
}
