package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.wire.CommandKind;
import dev.postern.contract.wire.CommandRequest;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.contract.wire.ReportBatch;
import dev.postern.contract.wire.ServerHello;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
    static List<String> events() {
        return Examples.rich("event");
    }

    static List<String> minimalEvents() {
        return Examples.minimal("event");
    }

    static List<String> decisions() {
        return Examples.rich("decision");
    }

    static List<String> effects() {
        return Examples.all("effect");
    }

    static List<String> facts() {
        return Examples.all("told");
    }

    static List<String> hellos() {
        return List.of("registration/hello", "registration/hello-inbox");
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventReadsAndWritesBack(String path) {
        returns(path, json -> Event.fromJson(json).toJson());
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void aDecisionReadsAndWritesBack(String path) {
        returns(path, json -> Decision.fromJson(json).toJson());
    }

    @ParameterizedTest
    @MethodSource("effects")
    void anEffectReadsAndWritesBack(String path) {
        returns(path, json -> Effect.fromJson(json).toJson());
    }

    @ParameterizedTest
    @MethodSource("facts")
    void aFactReadsAndWritesBack(String path) {
        returns(path, json -> Report.fromJson(json).toJson());
    }

    static List<String> requests() {
        return Examples.all("command").stream()
                .filter(path -> path.endsWith("-request"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aCommandReadsAndWritesBack(String path) {
        returns(path, json -> {
            CommandRequest request = CommandRequest.of(json);
            request.check();
            return request.toJson();
        });
    }

    @Test
    void everyCommandHasARequestAndAReply() {
        Set<String> kinds = keys(CommandKind.values(), CommandKind::key);
        assertEquals(kinds, names("command", requests()));
        for (String kind : kinds) {
            assertTrue(Examples.all("command").contains("command/" + kind + "-reply"), kind);
        }
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void aHelloReadsAndWritesBack(String path) {
        returns(path, json -> GroupManifest.fromJson(json).hello());
    }

    @Test
    void byeAndWhoAreAsTheExamplesSay() {
        GroupManifest manifest = GroupManifest.fromJson(Examples.read("registration/hello"));

        assertEquals(Examples.read("registration/bye"), manifest.bye());
        assertEquals(Examples.read("registration/who"), GroupManifest.who());
    }

    @Test
    void anObserversHelloReadsAndWritesBackAndItsByeIsAsTheExampleSays() {
        returns(
                "registration/hello-observer",
                json -> ObserverManifest.fromJson(json).hello());
        ObserverManifest said = ObserverManifest.fromJson(Examples.read("registration/hello-observer"));

        assertEquals(Examples.read("registration/bye-observer"), said.bye());
    }

    @Test
    void aBatchReadsAndWritesBackWithAllItsFacts() {
        returns("relay/batch", json -> ReportBatch.fromJson(json).toJson());
        List<Report> told = ReportBatch.fromJson(Examples.read("relay/batch")).told();
        List<JsonObject> again = told.stream().map(Report::toJson).toList();

        assertEquals(
                List.of(1L, 2L),
                told.stream().map(fact -> fact.event().sequence()).toList());
        assertEquals(Examples.read("relay/batch"), Examples.travelled(new ReportBatch(again).toJson()));
        assertEquals(Examples.read("relay/acknowledgement"), ReportBatch.acknowledgement());
    }

    @Test
    void whatServersSayIsAsTheExamplesSay() {
        ServerHello presence = new ServerHello("0.1.0", "k4wq7zt2mv");

        assertEquals(Examples.read("registration/hello-server"), presence.hello());
        assertEquals(Examples.read("registration/bye-server"), presence.bye());
        assertEquals(Examples.read("registration/gone"), ServerHello.gone("k4wq7zt2mv"));
    }

    @Test
    void aMinimalHelloIsOfAWorkerThatDoesWhatItsStagesSay() {
        GroupManifest manifest = GroupManifest.fromJson(Examples.read("registration/hello-minimal"));

        assertNull(manifest.version());
        assertEquals(List.of(new GroupManifest.Instance(0, -1)), manifest.instances());
        assertEquals(
                new Declaration(EnumSet.of(Stage.RCPTTO), Set.of(), Set.of(), Set.of(), false, Set.of()),
                manifest.declaration());
    }

    @ParameterizedTest
    @MethodSource("minimalEvents")
    void aMinimalEventHasDefaultsForTheRest(String path) {
        Event event = Event.fromJson(Examples.read(path));

        assertEquals("k4wq7zt2mv-0-17", event.connection());
        assertNull(event.transaction());
        assertEquals(
                new EventHeader.Id("k4wq7zt2mv-0-17", null, 0, 0, 0),
                event.common().occasion());
        assertEquals(EventHeader.Ask.NONE, event.common().turn());
        assertEquals(new JsonObject(), event.data());
        assertNull(event.client().user());
        assertNull(event.client().remote());
        assertFalse(event.client().greeting().esmtp());
    }

    @ParameterizedTest
    @MethodSource("minimalEvents")
    void aMinimalEventKeepsItsMeaningOnTheNextJourney(String path) {
        Event event = Event.fromJson(Examples.read(path));

        assertEquals(event, Event.fromJson(Examples.travelled(event.toJson())));
    }

    @Test
    void argumentsThatAMinimalEventLeavesOutHaveTheirDefaults() {
        assertEquals("EHLO", ((Helo) Examples.event("helo-minimal")).verb());
        assertEquals(Address.EMPTY, Examples.event("mailfrom-minimal").sender().address());
        assertNull(((Content) Examples.event("content-minimal")).content().inline());
        assertNull(((Authenticate) Examples.event("authenticate-minimal")).credentials());
        assertNull(((Verb) Examples.event("verb-minimal")).argument());
        assertNull(((Reset) Examples.event("reset-minimal")).reason());
        assertEquals(new Close.Counters(0, 0, 0, 0, 0, 0), ((Close) Examples.event("close-minimal")).counters());
    }

    @Test
    void anEventSaysWhatItsPartsSay() {
        Event event = Examples.event("rcptto");

        assertEquals(8, event.sequence());
        assertEquals(1_795_348_800_000L + 8_000, event.time());
        assertEquals(0, event.round());
        assertEquals(1, event.attempt());
        assertEquals(1980, event.budget());
        assertEquals(2, event.revision());
    }

    @Test
    void aRecipientThatWasNotRewrittenIsItsOwnOriginal() {
        Recipient recipient = ((RcptTo) Examples.event("rcptto-minimal")).recipient();

        assertEquals(recipient.address(), recipient.original());
        assertNull(recipient.inbox());
    }

    @Test
    void aMinimalDecisionHasNoEffectsAndHoldsNothing() {
        assertEquals(Decision.pass(), Decision.fromJson(Examples.read("decision/pass-minimal")));
        assertEquals(
                Decision.reject(451, null, "try again later"),
                Decision.fromJson(Examples.read("decision/reject-minimal")));
    }

    @Test
    void everyStageHasAnExampleAndAMinimalOne() {
        assertEquals(keys(Stage.values(), Stage::key), names("stage", Examples.rich("event")));
        assertEquals(keys(Stage.values(), Stage::key), names("stage", Examples.minimal("event")));
    }

    @Test
    void everyDecisionHasAnExample() {
        assertEquals(keys(DecisionKind.values(), DecisionKind::key), names("decision", Examples.rich("decision")));
    }

    @Test
    void everyEffectHasAnExample() {
        assertEquals(keys(EffectKind.values(), EffectKind::key), names("effect", Examples.all("effect")));
    }

    @Test
    void theFilesAreNamedByWhatTheyShow() {
        for (String path : Stream.of("event", "decision", "effect")
                .flatMap(kind -> Examples.all(kind).stream())
                .toList()) {
            String kind = path.substring(0, path.indexOf('/'));
            String name = Examples.read(path).getString(kind.equals("event") ? "stage" : kind);
            assertTrue(path.equals(kind + "/" + name) || path.startsWith(kind + "/" + name + "-"), path);
        }
    }

    private static void returns(String path, Function<JsonObject, JsonObject> journey) {
        JsonObject example = Examples.read(path);
        assertEquals(example, Examples.travelled(journey.apply(example.copy())), path);
    }

    private static Set<String> names(String field, List<String> paths) {
        return paths.stream().map(path -> Examples.read(path).getString(field)).collect(Collectors.toSet());
    }

    private static <T> Set<String> keys(T[] values, Function<T, String> key) {
        return Arrays.stream(values).map(key).collect(Collectors.toSet());
    }
}
