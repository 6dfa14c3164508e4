package dev.postern.smtp.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ObserverManifest;
import dev.postern.smtp.time.VirtualClock;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who observes what on other nodes. */
class RemoteObserversTest {
    private final VirtualClock clock = new VirtualClock();
    private final RemoteObservers audience = new RemoteObservers("here", clock, true);

    private static ObserverManifest observer(String name, String node, Stage... stages) {
        return new ObserverManifest(name, node, Addresses.relay(node), Set.of(stages));
    }

    private void hello(String name, String node, Stage... stages) {
        audience.hear(observer(name, node, stages).hello());
    }

    @Test
    void nobodyWantsAnythingBeforeTheFirstHello() {
        assertEquals(Map.of(), audience.wanted());
        assertTrue(audience.isSuspected("there"));
    }

    @Test
    void eachStageHasTheNodesWhereSomebodyObservesIt() {
        hello("log", "there", Stage.CONNECT, Stage.CLOSE);
        hello("count", "there", Stage.CLOSE);
        hello("log", "yonder", Stage.CLOSE);
        assertEquals(Map.of(Stage.CONNECT, Set.of("there"), Stage.CLOSE, Set.of("there", "yonder")), audience.wanted());
    }

    @Test
    void observersOfTheOwnNodeAreNotSentAnything() {
        hello("log", "here", Stage.CLOSE);
        assertEquals(Map.of(), audience.wanted());
        assertEquals(0, audience.revision());
    }

    @Test
    void aHelloThatSaysNothingNewChangesNothingAndOneWithOtherStagesDoes() {
        hello("log", "there", Stage.CLOSE);
        long before = audience.revision();
        hello("log", "there", Stage.CLOSE);
        assertEquals(before, audience.revision());
        hello("log", "there", Stage.DATA);
        assertNotEquals(before, audience.revision());
        assertEquals(Map.of(Stage.DATA, Set.of("there")), audience.wanted());
    }

    @Test
    void whoSaysByeIsGoneAndTheOthersOfItsNodeStay() {
        hello("log", "there", Stage.CLOSE);
        hello("count", "there", Stage.DATA);
        audience.hear(observer("log", "there").bye());
        assertEquals(Map.of(Stage.DATA, Set.of("there")), audience.wanted());
        audience.hear(observer("count", "there").bye());
        audience.hear(observer("nobody", "there").bye());
        assertEquals(Map.of(), audience.wanted());
    }

    @Test
    void aNodeSilentForThreeHellosIsSuspectedUntilItIsHeardAgain() {
        hello("log", "there", Stage.CLOSE);
        pass(3);
        assertFalse(audience.isSuspected("there"));
        pass(1);
        assertTrue(audience.isSuspected("there"));
        assertEquals(Map.of(Stage.CLOSE, Set.of("there")), audience.wanted());
        hello("log", "there", Stage.CLOSE);
        assertFalse(audience.isSuspected("there"));
    }

    @Test
    void anObserverSilentForTenHellosIsForgotten() {
        hello("dead", "there", Stage.CLOSE);
        pass(5);
        hello("log", "there", Stage.DATA);
        pass(5);
        assertEquals(Set.of(Stage.CLOSE, Stage.DATA), audience.wanted().keySet());
        long before = audience.revision();
        pass(1);
        assertEquals(Set.of(Stage.DATA), audience.wanted().keySet());
        assertNotEquals(before, audience.revision());
    }

    @Test
    void whoCouldNotBeHeardBecauseThisProcessStoodStillIsNotSilent() {
        hello("log", "there", Stage.CLOSE);
        pass(2);
        clock.advance(30_000);
        assertFalse(audience.isSuspected("there"));
        pass(1);
        assertFalse(audience.isSuspected("there"));
        assertEquals(Set.of(Stage.CLOSE), audience.wanted().keySet());
        pass(2);
        assertTrue(audience.isSuspected("there"));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(1_000);
            audience.sweep();
        }
    }

    @Test
    void whatIsNoHelloOfAnObserverOfThisContractIsIgnored() {
        JsonObject hello = observer("log", "there", Stage.CLOSE).hello();
        audience.hear(GroupManifest.who());
        audience.hear(hello.copy().put("say", "sing"));
        audience.hear(hello.copy().put("v", 2));
        audience.hear(hello.copy().put("node", new JsonObject()));
        audience.hear(hello.copy().put("address", "smtp.plugins"));
        audience.hear(hello.copy().put("observes", "close"));
        assertEquals(0, audience.revision());
        assertEquals(Map.of(), audience.wanted());
    }
}
