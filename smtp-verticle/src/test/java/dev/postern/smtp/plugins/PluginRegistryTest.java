package dev.postern.smtp.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.smtp.time.VirtualClock;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is there, and who of them is asked. */
class PluginRegistryTest {
    private static final int LOOP = 1;

    private final VirtualClock clock = new VirtualClock();
    private final PluginRegistry registry = new PluginRegistry("here", LOOP, clock, true);

    private static Declaration declaring(Stage... stages) {
        return new Declaration(Set.of(stages), Set.of(), Set.of(), Set.of(), false, Set.of());
    }

    private static GroupManifest manifest(String node, Declaration declared, int... loops) {
        List<GroupManifest.Instance> instances = IntStream.range(0, loops.length)
                .mapToObj(n -> new GroupManifest.Instance(n, loops[n]))
                .toList();
        return new GroupManifest("spf", "1", node, Addresses.desk("spf", node), instances, declared);
    }

    private void hello(String node, int... loops) {
        registry.receive(manifest(node, declaring(Stage.RCPTTO), loops).hello());
    }

    private Target choose(Stage stage) {
        List<Candidate> order = TargetSelector.order(candidates(stage, List.of()), false, false);
        return order.isEmpty() ? null : TargetSelector.take(order, clock.now());
    }

    private List<Candidate> candidates(Stage stage, List<Target> tried) {
        return registry.candidates("spf", stage, tried, clock.now());
    }

    /** Whom to ask after those. */
    private List<Candidate> next(Stage stage, Target... tried) {
        return TargetSelector.order(candidates(stage, List.of(tried)), false, true);
    }

    private Target choose() {
        return choose(Stage.RCPTTO);
    }

    private static Attempt begin(Target target) {
        Attempt attempt = new Attempt(null, target, 0);
        target.begin(attempt);
        return attempt;
    }

    private String chosen() {
        return choose().address();
    }

    /** Seconds pass, and the registry looks each time who is silent. */
    private void sweep(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(1_000);
            registry.sweep();
        }
    }

    private List<String> chosen(int times) {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            addresses.add(chosen());
        }
        return addresses;
    }

    @Test
    void nobodyIsChosenBeforeTheFirstHello() {
        assertNull(choose());
        assertNull(registry.declaration("spf"));
        assertEquals(Set.of("spf"), registry.missing(Set.of("spf")));
    }

    @Test
    void anInstanceOnTheOwnLoopComesFirst() {
        hello("there", -1);
        hello("here", 0, LOOP, 0);
        assertEquals(List.of("smtp.ask.spf.here.1", "smtp.ask.spf.here.1"), chosen(2));
        assertTrue(choose().isLocal());
    }

    @Test
    void thenTheLeastBusyInstanceOfTheOwnNode() {
        hello("there", -1);
        hello("here", -1, -1);
        Target first = choose();
        begin(first);
        assertNotEquals(first.address(), chosen());
        assertNotEquals(first.address(), chosen());
    }

    @Test
    void thenTheDeskWithTheFewestOpenAsksForEachInstance() {
        hello("small", -1);
        hello("large", -1, -1, -1);
        for (int i = 0; i < 3; i++) {
            begin(choose());
        }
        assertEquals(List.of("smtp.ask.spf.large", "smtp.ask.spf.large"), chosen(2));
    }

    @Test
    void equalDesksTakeTurns() {
        hello("one", -1);
        hello("two", -1);
        List<String> turns = chosen(4);
        assertEquals(turns.get(0), turns.get(2));
        assertEquals(turns.get(1), turns.get(3));
        assertNotEquals(turns.get(0), turns.get(1));
    }

    @Test
    void whoeverIsAskedOneAtATimeGetsHisShareByInstances() {
        hello("small", -1);
        hello("large", -1, -1, -1);
        List<String> asked = chosen(4_000);
        assertEquals(1_000, Collections.frequency(asked, "smtp.ask.spf.small"));
        assertEquals(3_000, Collections.frequency(asked, "smtp.ask.spf.large"));
        for (int i = 0; i < asked.size(); i += 4) {
            assertEquals(1, Collections.frequency(asked.subList(i, i + 4), "smtp.ask.spf.small"), "from " + i);
        }
    }

    /** Whenever one instance of the four is done with an ask, the next one comes; n are open at any time. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8, 40, 400})
    void soHeDoesUnderLoad(int open) {
        hello("small", -1);
        hello("large", -1, -1, -1);
        Map<String, Integer> asked = new HashMap<>();
        List<Attempt> waiting = new ArrayList<>();
        Random random = new Random(1);
        while (asked.values().stream().mapToInt(Integer::intValue).sum() < 40_000) {
            if (waiting.size() < open) {
                Attempt attempt = begin(choose());
                waiting.add(attempt);
                asked.merge(attempt.target().address(), 1, Integer::sum);
            } else {
                finish(waiting, random.nextInt(4));
            }
        }
        assertEquals(10_000, asked.get("smtp.ask.spf.small"), 1_000, asked::toString);
    }

    /** Instance 3 is the small desk's own; an instance without work finishes nothing. */
    private static void finish(List<Attempt> waiting, int instance) {
        String address = instance == 3 ? "smtp.ask.spf.small" : "smtp.ask.spf.large";
        List<Attempt> there = waiting.stream()
                .filter(attempt -> attempt.target().address().equals(address))
                .toList();
        if (there.size() > instance % 3) {
            there.get(0).target().done(there.get(0));
            waiting.remove(there.get(0));
        }
    }

    @Test
    void instancesOfTheNodeTakeTurns() {
        hello("here", -1, -1, -1);
        assertEquals(Set.copyOf(chosen(3)), Set.copyOf(chosen(3)));
        assertEquals(3, Set.copyOf(chosen(3)).size());
    }

    @Test
    void whoWasTriedIsNotChosenAgainAndAnotherInstanceOfTheSameDeskIs() {
        hello("here", LOOP, 0);
        Target first = choose();
        Target second = next(Stage.RCPTTO, first).get(0).target();
        assertEquals("smtp.ask.spf.here.1", second.address());
        assertEquals(List.of(), next(Stage.RCPTTO, first, second));
    }

    @Test
    void credentialsAreAskedOnThisNodeOnly() {
        registry.receive(manifest("there", declaring(Stage.AUTHENTICATE), -1).hello());
        assertNull(choose(Stage.AUTHENTICATE));
        registry.receive(manifest("here", declaring(Stage.AUTHENTICATE), -1).hello());
        assertEquals("smtp.ask.spf.here.0", choose(Stage.AUTHENTICATE).address());
        assertEquals(List.of(), next(Stage.AUTHENTICATE, choose(Stage.AUTHENTICATE)));
    }

    @Test
    void whatIsKnownOfADeskOutlivesANewManifest() {
        hello("there", -1);
        Target before = choose();
        begin(before);
        hello("there", -1, -1);
        assertSame(before, choose());
        assertEquals(1, before.openAsks());
        assertEquals(0, candidates(Stage.RCPTTO, List.of()).get(0).queue());
    }

    @Test
    void aProcessThatStoodStillHoldsNobodysSilenceAgainstHim() {
        hello("there", -1);
        sweep(1);
        clock.advance(60_000);
        registry.sweep();
        assertNotNull(choose());
        sweep(9);
        assertNotNull(choose());
        sweep(2);
        assertNull(choose());
    }

    @Test
    void aDeskThatIsSilentForThreeHellosComesLast() {
        hello("silent", -1);
        hello("heard", -1);
        sweep(3);
        hello("heard", -1);
        sweep(1);
        Target busy = choose();
        begin(busy);
        assertEquals(List.of("smtp.ask.spf.heard", "smtp.ask.spf.heard"), chosen(2));
    }

    @Test
    void aDeskThatIsSilentForTenHellosIsForgottenAndItsManifestIsNot() {
        hello("silent", -1);
        sweep(10);
        assertNotNull(choose());
        long before = registry.revision();
        clock.advance(1);
        registry.sweep();
        assertNull(choose());
        assertNotEquals(before, registry.revision());
        assertEquals(declaring(Stage.RCPTTO), registry.declaration("spf"));
        assertEquals(Set.of(), registry.missing(Set.of("spf")));
    }

    @Test
    void aDeskThatSaysByeIsNotAskedAndItsManifestStays() {
        hello("here", LOOP);
        registry.receive(manifest("here", declaring(Stage.RCPTTO), LOOP).bye());
        assertTrue(registry.isLocal("spf"), "what it has declared for this node stays, too");
        assertNull(choose());
        assertNotNull(registry.declaration("spf"));
    }

    @Test
    void aHelloThatSaysNothingNewChangesNothing() {
        hello("here", LOOP);
        long before = registry.revision();
        hello("here", LOOP);
        assertEquals(before, registry.revision());
    }

    @Test
    void aDeskOfAnotherContractIsNotAsked() {
        JsonObject hello = manifest("here", declaring(Stage.RCPTTO), LOOP).hello();
        registry.receive(hello.copy().put("v", 2));
        registry.receive(hello.copy().put("v", "1"));
        hello.remove("v");
        registry.receive(hello);
        assertNull(choose());
        assertNull(registry.declaration("spf"));
    }

    @Test
    void whoAndWordsOfTheFutureAreIgnored() {
        registry.receive(GroupManifest.who());
        registry.receive(new JsonObject().put("v", 1).put("say", "drain"));
        registry.receive(new JsonObject().put("v", 1));
        assertEquals(0, registry.revision());
    }

    @Test
    void aHelloWithoutAPlaceToAskIsDropped() {
        JsonObject hello = manifest("here", declaring(Stage.RCPTTO), LOOP).hello();
        for (String name : List.of("group", "node", "address", "instances")) {
            JsonObject crippled = hello.copy();
            crippled.remove(name);
            registry.receive(crippled);
            assertNull(choose(), name);
        }
    }

    @Test
    void anOldDeskIsNotAskedWhatOnlyANewerOneDeclares() {
        registry.receive(manifest("old", declaring(Stage.MAILFROM), -1).hello());
        registry.receive(
                manifest("new", declaring(Stage.MAILFROM, Stage.RCPTTO), -1).hello());
        assertEquals(List.of("smtp.ask.spf.new", "smtp.ask.spf.new"), chosen(2));
        registry.receive(manifest("new", declaring(), -1).bye());
        assertNull(choose());
        assertEquals("smtp.ask.spf.old", choose(Stage.MAILFROM).address());
    }

    @Test
    void anAskCountsFromItsBeginToItsEnd() {
        hello("there", -1, -1);
        Target target = choose();
        Attempt attempt = begin(target);
        assertEquals(1, target.openAsks());
        target.done(attempt);
        assertEquals(0, target.openAsks());
    }
}
