package dev.postern;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.launcher.TestNode;
import dev.postern.testkit.server.SmtpClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise to plugins in other languages: sessions with a plugin that speaks JSON on the bus alone are played as the files in
 * {@code test/resources/bus} say, and each field of what the server says, to the plugin and to the client, must be as it was when
 * they were recorded.
 *
 * <p>A file names what the client says and what the plugin answers and commands; the rest is what came of it. With
 * {@code -Dpostern.record=true} the files are written anew instead of being compared: that is for a change of the contract alone,
 * which has its row "since" in {@code src/docs/contract.md}.
 *
 * <p>Not here: {@code authenticate} and {@code challenge}, as credentials do not leave the node, and the effects that servers do
 * not support yet.
 */
@Timeout(300)
class BusContractTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    static Path folder;

    private static final ForeignPlugin PLUGIN = new ForeignPlugin();
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(
                folder,
                PLUGIN::start,
                "--deploy",
                "smtp,recipients",
                "--set",
                "smtp.instances=1",
                "--set",
                "inbox.local=foreign",
                "--set",
                "smtp.listeners=[{name: foreign, port: 0, tls: starttls}]",
                "--set",
                "log.level=error",
                "--set",
                "chains.default=[{group: foreign, required: true, admits: true}]");
        // Until the server has heard of the plugin and of the observer.
        await("a session is asked and told", () -> {
            ForeignPlugin.Dialogue first = new ForeignPlugin.Dialogue(new JsonArray());
            PLUGIN.play(first);
            try (SmtpClient client = SmtpClient.connect(node.clearPort())) {
                client.reply();
                client.ask("QUIT");
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            while (!isOver(first) && System.nanoTime() < end) {
                LockSupport.parkNanos(PAUSE);
            }
            return isOver(first);
        });
        PLUGIN.sayHelloOfTheSilent();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "decisions", "failures", "commands", "disconnect", "failed"})
    void aSessionIsSaidOnTheBusAsItWasRecorded(String name) throws IOException {
        BusRecord record = BusRecord.read(name);
        ForeignPlugin.Dialogue dialogue = new ForeignPlugin.Dialogue(record.list("asks"));
        PLUGIN.play(dialogue);
        JsonArray client = converse(record.list("client"));
        await("the connection is closed", () -> isOver(dialogue));

        record.requireSame(new JsonObject()
                .put("client", client)
                .put("asks", dialogue.asks())
                .put("told", PLUGIN.facts(dialogue.connection())));
    }

    @Test
    void whatNodesSayOfThemselvesIsAsItWasRecorded() throws IOException {
        await(
                "the silent server is called gone",
                () -> PLUGIN.heard().stream().anyMatch(said -> "gone".equals(said.getString("say"))));
        TreeMap<String, JsonObject> kinds = new TreeMap<>();
        for (JsonObject said : PLUGIN.heard()) {
            if (!PLUGIN.hasSaid(said)) {
                JsonObject neutral = registration(said);
                kinds.put(neutral.encode(), neutral);
            }
        }
        BusRecord.read("registration")
                .requireSame(new JsonObject().put("heard", new JsonArray(List.copyOf(kinds.values()))));
    }

    /** The node's id, its version, and how many event loops this machine has are not the contract's. */
    private static JsonObject registration(JsonObject said) {
        JsonObject neutral = said.copy();
        String id = said.getString("node");
        if (id != null && !ForeignPlugin.SILENT_SERVER.equals(id)) {
            neutral = new JsonObject(said.encode().replace(id, "<node>"));
        }
        for (String name : List.of("version", "server")) {
            if (neutral.getValue(name) instanceof String) {
                neutral.put(name, "<version>");
            }
        }
        if (neutral.containsKey("instances")) {
            JsonObject first = neutral.getJsonArray("instances").getJsonObject(0);
            first.put("loop", first.getValue("loop") instanceof Integer ? "<loop>" : first.getValue("loop"));
            neutral.put("instances", new JsonArray().add(first));
        }
        return neutral;
    }

    /** Says what the client says, and reads where it reads. */
    private static JsonArray converse(JsonArray script) {
        JsonArray played = new JsonArray();
        try (SmtpClient client = SmtpClient.connect(node.clearPort())) {
            for (Object step : script) {
                JsonObject given = (JsonObject) step;
                played.add(
                        given.containsKey("reads")
                                ? new JsonObject().put("reads", lines(client.reply()))
                                : said(client, given));
            }
        }
        return played;
    }

    private static JsonObject said(SmtpClient client, JsonObject given) {
        String line = given.getString("says");
        if (line.equals("(handshake)")) {
            client.handshake();
        } else {
            client.send(line + "\r\n");
        }
        return given;
    }

    private static JsonArray lines(String reply) {
        return new JsonArray(
                reply == null
                        ? List.of("(closed)")
                        : new ArrayList<>(reply.lines().toList()));
    }

    /** Whether the plugin has been asked and told all of it. */
    private static boolean isOver(ForeignPlugin.Dialogue dialogue) {
        String connection = dialogue.connection();
        return dialogue.hasClosed()
                && PLUGIN.facts(connection).stream()
                        .map(fact -> ((JsonObject) fact).getJsonObject("event").getString("stage"))
                        .anyMatch("close"::equals);
    }

    private static void await(String what, BooleanSupplier condition) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - began < PATIENCE, () -> "never came true: " + what);
            LockSupport.parkNanos(PAUSE);
        }
    }
}
