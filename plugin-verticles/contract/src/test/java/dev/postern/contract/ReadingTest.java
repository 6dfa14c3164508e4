package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.json.MalformedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events are read leniently, decisions strictly; what is told keeps its secrets. */
class ReadingTest {
    private static final Set<String> NEVER_TOLD = Set.of(
            "key", "commands", "data", "revision", "credentials", "password", "authorization", "response", "inline");

    static List<String> events() {
        return Examples.rich("event");
    }

    @ParameterizedTest
    @MethodSource("events")
    void anUnknownFieldOfAnEventIsIgnored(String path) {
        Event known = Event.fromJson(Examples.read(path));
        JsonObject json = Examples.read(path).put("tomorrow", new JsonObject().put("a", 1));
        json.getJsonObject("client").put("mood", "fine").getJsonObject("remote").put("country", "AQ");

        assertEquals(known, Event.fromJson(json));
    }

    @ParameterizedTest
    @MethodSource("events")
    void nullInAnEventIsTheSameAsAbsent(String path) {
        JsonObject json = Examples.read(path);
        for (String name : Set.of(
                "transaction",
                "sequence",
                "time",
                "attempt",
                "round",
                "budget",
                "recipients",
                "commands",
                "key",
                "data",
                "revision",
                "argument",
                "reason",
                "counters",
                "response",
                "credentials")) {
            JsonObject absent = json.copy();
            absent.remove(name);
            assertEquals(Event.fromJson(absent), Event.fromJson(json.copy().putNull(name)), name);
        }
        assertEquals(
                new Client(new Client.Peer(null, null, null, null, false), Client.Greeting.NONE, null, null),
                Event.fromJson(json.putNull("client")).client());
    }

    @ParameterizedTest
    @CsvSource({
        "connect, stage",
        "connect, connection",
        "helo, name",
        "authenticate, mechanism",
        "mailfrom, sender",
        "rcptto, sender",
        "rcptto, recipient",
        "data, sender",
        "content, sender",
        "content, content",
        "message, sender",
        "message, recipient",
        "message, content",
        "deliver, sender",
        "deliver, content",
        "verb, verb"
    })
    void anEventWithoutWhatItIsAboutIsRefusedByName(String example, String field) {
        JsonObject json = Examples.read("event/" + example);
        json.remove(field);

        assertEquals("'" + field + "' is missing", refusal(() -> Event.fromJson(json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "message", "deliver"})
    void contentSaysHowLargeItIs(String example) {
        JsonObject json = Examples.read("event/" + example);
        json.getJsonObject("content").remove("size");
        assertEquals("'size' is missing", refusal(() -> Event.fromJson(json)));

        json.put("content", new JsonObject().put("size", 4).put("inline", Buffer.buffer("abc")));
        assertEquals("'inline' of 3 octets, expected 4", refusal(() -> Event.fromJson(json)));
    }

    @Test
    void anEventOfAnUnknownStageIsRefusedByName() {
        JsonObject json = Examples.read("event/connect").put("stage", "goodbye");

        assertTrue(refusal(() -> Event.fromJson(json)).startsWith("unknown stage 'goodbye', expected connect, "));
    }

    @Test
    void anEventOfTheWrongTypesIsMalformedAndNothingWorse() {
        assertThrows(MalformedException.class, () -> Event.fromJson(null));
        for (Object wrong : List.of(1, "x", new JsonArray().add(1))) {
            JsonObject json = Examples.read("event/rcptto").put("client", wrong);
            assertThrows(MalformedException.class, () -> Event.fromJson(json));
        }
        JsonObject json = Examples.read("event/authenticate-response").put("response", "not base64url!");
        assertThrows(MalformedException.class, () -> Event.fromJson(json));
    }

    @Test
    void anUnknownDecisionIsRefusedByName() {
        assertTrue(refusal("{'decision': 'maybe'}").startsWith("unknown decision 'maybe', expected pass, accept, "));
        assertEquals("'decision' is missing", refusal("{'effects': []}"));
    }

    @Test
    void aDecisionOfAnotherVersionIsRefused() {
        assertEquals(Decision.pass(), Decision.fromJson(new JsonObject("{\"v\": 1, \"decision\": \"pass\"}")));
        assertEquals("a decision with v 2, expected 1", refusal("{'v': 2, 'decision': 'pass'}"));
        assertEquals("'v' is 1.5, expected a whole number", refusal("{'v': 1.5, 'decision': 'pass'}"));
        assertThrows(
                MalformedException.class,
                () -> Decision.fromJson(new JsonObject("{\"v\": \"1\", \"decision\": \"pass\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"550.9", "4294967846", "1e300"})
    void aNumberThatIsNotWholeIsNotMadeOne(String code) {
        assertTrue(refusal("{'decision': 'reject', 'code': " + code + ", 'text': ['no']}")
                .endsWith("expected a whole number"));
        assertTrue(refusal("{'decision': 'pass', 'effects': [{'effect': 'delay', 'milliseconds': 0.5}]}")
                .endsWith("expected a whole number"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Maildir", "mail dir", "-a", "a.b"})
    void anInboxHasTheNameOfAGroup(String name) {
        assertEquals(
                "effect 'inbox' with group '" + name + "', expected lower-case letters, digits and '-', a letter first",
                refusal(() -> new Effect.Inbox(name)));
    }

    @Test
    void anUnknownEffectIsRefusedByName() {
        assertTrue(refusal("{'decision': 'pass', 'effects': [{'effect': 'teleport'}]}")
                .startsWith("unknown effect 'teleport', expected send, data, "));
    }

    @Test
    void anUnknownFieldOfADecisionIsRefusedByName() {
        assertEquals(
                "decision 'pass' with unknown field 'efects', expected v, decision, effects",
                refusal("{'decision': 'pass', 'efects': []}"));
        assertEquals(
                "decision 'pass' with unknown field 'status', expected v, decision, effects",
                refusal("{'decision': 'pass', 'status': '5.1.1'}"));
    }

    @Test
    void anUnknownFieldOfAnEffectIsRefusedByName() {
        assertEquals(
                "effect 'inbox' with unknown field 'value', expected effect, group",
                refusal("{'decision': 'accept', 'effects': [{'effect': 'inbox', 'group': 'a', 'value': 'b'}]}"));
    }

    @Test
    void aMisspeltDomainIsRefusedAndNotTakenForNone() {
        assertEquals(
                "effect 'sender': 'address' with unknown field 'domian', expected local, domain",
                refusal("{'decision': 'pass', 'effects':"
                        + " [{'effect': 'sender', 'address': {'local': 'a', 'domian': 'b'}}]}"));
    }

    @Test
    void anUnknownFieldOfAResultIsRefusedByName() {
        JsonObject json = Examples.read("decision/delivered");
        json.getJsonArray("results").getJsonObject(0).put("inbox", "maildir");

        assertTrue(refusal(() -> Decision.fromJson(json)).startsWith("a result with unknown field 'inbox'"));
    }

    @Test
    void nullInADecisionIsTheSameAsAbsent() {
        JsonObject json =
                Examples.read("decision/pass-minimal").putNull("effects").putNull("code");

        assertEquals(Decision.pass(), Decision.fromJson(json));
    }

    @Test
    void theDataOfAGroupMayHoldAnything() {
        JsonObject data = new JsonObject("{\"a\": null, \"b\": {\"c\": [1, null]}}");
        JsonObject json = Examples.read("decision/pass-minimal")
                .put(
                        "effects",
                        new JsonArray()
                                .add(new JsonObject().put("effect", "data").put("data", data)));

        assertEquals(Decision.pass().withData(data), Decision.fromJson(json));
    }

    @Test
    void aDecisionWithoutWhatItNeedsIsRefusedByName() {
        assertEquals("'code' is missing", refusal("{'decision': 'reject', 'text': ['no']}"));
        assertEquals("'octets' is missing", refusal("{'decision': 'challenge'}"));
        assertEquals(
                "reject with code 250, expected 400 to 599",
                refusal("{'decision': 'reject', 'code': 250, 'text': ['no']}"));
        for (String path : Examples.all("effect")) {
            String effect = Examples.read(path).getString("effect");
            if (!effect.equals("extensions")) {
                assertThrows(
                        MalformedException.class,
                        () -> Effect.fromJson(new JsonObject().put("effect", effect)),
                        effect);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsToldHasNoSecrets(String path) {
        JsonObject json = new Report(Event.fromJson(Examples.read(path)), null, List.of()).toJson();
        json.getJsonObject("event").remove("counters");
        Set<String> names = new TreeSet<>();
        collect(json, names);

        names.retainAll(NEVER_TOLD);
        assertEquals(Set.of(), names);
    }

    @ParameterizedTest
    @MethodSource("events")
    void theTextOfAnEventHasNoSecrets(String path) {
        String text = Event.fromJson(Examples.read(path)).toString();

        for (String secret : List.of("q83vEjRWeJCrze8SNFZ4kA", "score", "not a real one", "At noon", "rOprNG")) {
            assertFalse(text.contains(secret), text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'local': '', 'domain': 'b.example'}",
                "{'local': 'a', 'domain': ''}",
                "{'local': 'a', 'domain': 'x y>'}",
                "{'local': 'a', 'domain': '[192.0.2.1'}",
                "{'local': 'a\\u0007', 'domain': 'b.example'}"
            })
    void anAddressThatNoCommandCouldSayIsNoEffect(String address) {
        String effect = "{'decision': 'pass', 'effects': [{'effect': '%s', 'address': " + address + "}]}";
        for (String kind : List.of("sender", "recipient")) {
            String refusal = refusal(String.format(effect, kind));
            assertTrue(refusal.contains("expected a local part of 64 octets"), refusal);
        }
    }

    @Test
    void aLiteralAndTheNullSenderAreAddresses() {
        for (String address :
                List.of("{'local': 'a', 'domain': '[IPv6:2001:db8::1]'}", "{'local': '', 'domain': ''}")) {
            Decision.fromJson(new JsonObject(
                    ("{'decision': 'pass', 'effects': [{'effect': 'sender', 'address': " + address + "}]}")
                            .replace('\'', '"')));
        }
    }

    @Test
    void aUserIsANameInOneLine() {
        String effect = "{'decision': 'pass', 'effects': [{'effect': 'authenticated', 'user': '%s'}]}";
        assertTrue(refusal(String.format(effect, "a\\r\\nb")).contains("without controls"));
        assertTrue(refusal(String.format(effect, "a".repeat(513))).contains("of 513 characters"));
    }

    @Test
    void aNumberIsNoText() {
        assertEquals(
                "'text' holds 1, expected texts only", refusal("{'decision': 'reject', 'code': 550, 'text': [1]}"));
    }

    private static void collect(Object value, Set<String> names) {
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, Object> field : object) {
                names.add(field.getKey());
                collect(field.getValue(), names);
            }
        } else if (value instanceof JsonArray array) {
            array.forEach(item -> collect(item, names));
        }
    }

    private static String refusal(String decision) {
        return refusal(() -> Decision.fromJson(new JsonObject(decision.replace('\'', '"'))));
    }

    private static String refusal(Runnable reading) {
        return assertThrows(MalformedException.class, reading::run).getMessage();
    }
}
