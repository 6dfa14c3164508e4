package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A record goes from hand to hand within a JVM: nobody can change what another sees. */
class ImmutabilityTest {
    private static final JsonObject DATA =
            new JsonObject().put("n", 1).put("deep", new JsonObject().put("list", new JsonArray().add("a")));

    @Test
    void changingTheJsonGivenChangesNoState() {
        JsonObject given = DATA.copy();
        ConnectionData state = new ConnectionData(given, 1);

        change(given);
        assertEquals(DATA, state.json());
    }

    @Test
    void changingTheJsonReceivedChangesNoState() {
        ConnectionData state = new ConnectionData(DATA.copy(), 1);

        change(state.json());
        assertEquals(DATA, state.json());
    }

    @Test
    void changingTheDataOfAnEventChangesNoEvent() {
        Event event = Examples.event("rcptto");
        JsonObject before = event.data();

        event.data().put("score", 99).getJsonArray("seen").add("203.0.113.1");
        assertEquals(before, event.data());
        change(event.toJson().getJsonObject("data").put("deep", new JsonObject().put("list", new JsonArray())));
        assertEquals(before, event.data());
    }

    @Test
    void changingTheJsonThatAnEventWasReadFromChangesNoEvent() {
        JsonObject json = Examples.read("event/rcptto");
        Event event = Event.fromJson(json);

        json.getJsonObject("data").put("score", 99);
        json.getJsonArray("recipients").clear();
        assertEquals(Examples.event("rcptto"), event);
    }

    @Test
    void changingTheDataOfADecisionChangesNoDecision() {
        JsonObject given = DATA.copy();
        Decision decision = Decision.pass().withData(given);

        change(given);
        change(decision.effects().get(0).toJson().getJsonObject("data"));
        assertEquals(Decision.pass().withData(DATA), decision);
    }

    @Test
    void listsAndMapsAreCopies() {
        Map<String, String> parameters = new HashMap<>(Map.of("SIZE", "1"));
        Sender sender = new Sender(Address.EMPTY, parameters);
        List<Effect> effects = new ArrayList<>();
        Decision decision = new Decision.Pass(effects);

        parameters.put("BODY", "8BITMIME");
        effects.add(new Effect.Delay(1));
        assertEquals(Map.of("SIZE", "1"), sender.parameters());
        assertEquals(Decision.pass(), decision);
        assertThrows(
                UnsupportedOperationException.class, () -> sender.parameters().clear());
        assertThrows(
                UnsupportedOperationException.class, () -> decision.effects().clear());
    }

    @Test
    void parametersKeepTheirOrder() {
        JsonObject json = new JsonObject("{\"v\":1,\"stage\":\"mailfrom\",\"connection\":\"c\",\"sender\":"
                + "{\"address\":{},\"parameters\":{\"Z\":\"\",\"A\":\"1\",\"M\":\"2\"}}}");

        assertEquals(
                List.of("Z", "A", "M"),
                List.copyOf(Event.fromJson(json).sender().parameters().keySet()));
    }

    private static void change(JsonObject json) {
        json.put("n", 2)
                .put("more", true)
                .getJsonObject("deep")
                .getJsonArray("list")
                .add("b");
    }
}
