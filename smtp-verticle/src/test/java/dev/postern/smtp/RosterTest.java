package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Addresses;
import dev.postern.contract.Declaration;
import dev.postern.contract.Manifest;
import dev.postern.contract.Stage;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is there, and who of them is asked. */
class RosterTest {
    private static final int LOOP = 1;

    private final VirtualClock clock = new VirtualClock();
    private final Roster roster = new Roster("here", LOOP, clock, true);

    private static Declaration declaring(Stage... stages) {
        return new Declaration(Set.of(stages), Set.of(), Set.of(), Set.of(), false, Set.of());
    }

    private static Manifest manifest(String node, Declaration declared, int... loops) {
        List<Manifest.Instance> instances = IntStream.range(0, loops.length)
                .mapToObj(n -> new Manifest.Instance(n, loops[n]))
                .toList();
        return new Manifest("spf", "1", node, Addresses.desk("spf", node), instances, declared);
    }

    private void hello(String node, int... loops) {
        roster.hear(manifest(node, declaring(Stage.RCPTTO), loops).hello());
    }

    private String chosen() {
        return roster.choose("spf", Stage.RCPTTO).address();
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
        assertNull(roster.choose("spf", Stage.RCPTTO));
        assertNull(roster.declaration("spf"));
        assertEquals(Set.of("spf"), roster.missing(Set.of("spf")));
    }

    @Test
    void anInstanceOnTheOwnLoopComesFirst() {
        hello("there", -1);
        hello("here", 0, LOOP, 0);
        assertEquals(List.of("smtp.ask.spf.here.1", "smtp.ask.spf.here.1"), chosen(2));
        assertTrue(roster.choose("spf", Stage.RCPTTO).local());
    }

    @Test
    void thenTheLeastBusyInstanceOfTheOwnNode() {
        hello("there", -1);
        hello("here", -1, -1);
        Roster.Target first = roster.choose("spf", Stage.RCPTTO);
        first.begin();
        assertNotEquals(first.address(), chosen());
        assertNotEquals(first.address(), chosen());
    }

    @Test
    void thenTheDeskWithTheFewestOpenAsksForEachInstance() {
        hello("small", -1);
        hello("large", -1, -1, -1);
        for (int i = 0; i < 3; i++) {
            roster.choose("spf", Stage.RCPTTO).begin();
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
    void aDeskThatIsSilentForThreeHellosComesLast() {
        hello("silent", -1);
        hello("heard", -1);
        clock.advance(3_001);
        hello("heard", -1);
        Roster.Target busy = roster.choose("spf", Stage.RCPTTO);
        busy.begin();
        assertEquals(List.of("smtp.ask.spf.heard", "smtp.ask.spf.heard"), chosen(2));
    }

    @Test
    void aDeskThatIsSilentForTenHellosIsForgottenAndItsManifestIsNot() {
        hello("silent", -1);
        clock.advance(10_000);
        roster.sweep();
        assertNotNull(roster.choose("spf", Stage.RCPTTO));
        long before = roster.revision();
        clock.advance(1);
        roster.sweep();
        assertNull(roster.choose("spf", Stage.RCPTTO));
        assertNotEquals(before, roster.revision());
        assertEquals(declaring(Stage.RCPTTO), roster.declaration("spf"));
        assertEquals(Set.of(), roster.missing(Set.of("spf")));
    }

    @Test
    void aDeskThatSaysByeIsNotAskedAndItsManifestStays() {
        hello("here", LOOP);
        roster.hear(manifest("here", declaring(Stage.RCPTTO), LOOP).bye());
        assertTrue(roster.isLocal("spf"), "what it has declared for this node stays, too");
        assertNull(roster.choose("spf", Stage.RCPTTO));
        assertNotNull(roster.declaration("spf"));
    }

    @Test
    void aHelloThatSaysNothingNewChangesNothing() {
        hello("here", LOOP);
        long before = roster.revision();
        hello("here", LOOP);
        assertEquals(before, roster.revision());
    }

    @Test
    void aDeskOfAnotherContractIsNotAsked() {
        JsonObject hello = manifest("here", declaring(Stage.RCPTTO), LOOP).hello();
        roster.hear(hello.copy().put("v", 2));
        roster.hear(hello.copy().put("v", "1"));
        hello.remove("v");
        roster.hear(hello);
        assertNull(roster.choose("spf", Stage.RCPTTO));
        assertNull(roster.declaration("spf"));
    }

    @Test
    void whoAndWordsOfTheFutureAreIgnored() {
        roster.hear(Manifest.who());
        roster.hear(new JsonObject().put("v", 1).put("say", "drain"));
        roster.hear(new JsonObject().put("v", 1));
        assertEquals(0, roster.revision());
    }

    @Test
    void aHelloWithoutAPlaceToAskIsDropped() {
        JsonObject hello = manifest("here", declaring(Stage.RCPTTO), LOOP).hello();
        for (String name : List.of("group", "node", "address", "instances")) {
            JsonObject crippled = hello.copy();
            crippled.remove(name);
            roster.hear(crippled);
            assertNull(roster.choose("spf", Stage.RCPTTO), name);
        }
    }

    @Test
    void anOldDeskIsNotAskedWhatOnlyANewerOneDeclares() {
        roster.hear(manifest("old", declaring(Stage.MAILFROM), -1).hello());
        roster.hear(manifest("new", declaring(Stage.MAILFROM, Stage.RCPTTO), -1).hello());
        assertEquals(List.of("smtp.ask.spf.new", "smtp.ask.spf.new"), chosen(2));
        roster.hear(manifest("new", declaring(), -1).bye());
        assertNull(roster.choose("spf", Stage.RCPTTO));
        assertEquals("smtp.ask.spf.old", roster.choose("spf", Stage.MAILFROM).address());
    }

    @Test
    void anAskCountsFromItsBeginToItsEnd() {
        hello("there", -1, -1);
        Roster.Target target = roster.choose("spf", Stage.RCPTTO);
        target.begin();
        assertEquals(1, target.openAsks());
        target.done();
        assertEquals(0, target.openAsks());
    }
}
