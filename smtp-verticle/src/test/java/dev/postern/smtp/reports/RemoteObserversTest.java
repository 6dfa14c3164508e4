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
    private final RemoteObservers observers = new RemoteObservers("here", clock, true);

    private static ObserverManifest observer(String name, String node, Stage... stages) {
        return new ObserverManifest(name, node, Addresses.relay(node), Set.of(stages));
    }

    private void hello(String name, String node, Stage... stages) {
        observers.receive(observer(name, node, stages).hello());
    }

    @Test
    void nobodyWantsAnythingBeforeTheFirstHello() {
        assertEquals(Map.of(), observers.wanted());
        assertTrue(observers.isSuspected("there"));
    }

    @Test
    void eachStageHasTheNodesWhereSomebodyObservesIt() {
        hello("log", "there", Stage.CONNECT, Stage.CLOSE);
        hello("count", "there", Stage.CLOSE);
        hello("log", "yonder", Stage.CLOSE);
        assertEquals(
                Map.of(Stage.CONNECT, Set.of("there"), Stage.CLOSE, Set.of("there", "yonder")), observers.wanted());
    }

    @Test
    void observersOfTheOwnNodeAreNotSentAnything() {
        hello("log", "here", Stage.CLOSE);
        assertEquals(Map.of(), observers.wanted());
        assertEquals(0, observers.revision());
    }

    @Test
    void aHelloThatSaysNothingNewChangesNothingAndOneWithOtherStagesDoes() {
        hello("log", "there", Stage.CLOSE);
        long before = observers.revision();
        hello("log", "there", Stage.CLOSE);
        assertEquals(before, observers.revision());
        hello("log", "there", Stage.DATA);
        assertNotEquals(before, observers.revision());
        assertEquals(Map.of(Stage.DATA, Set.of("there")), observers.wanted());
    }

    @Test
    void whoSaysByeIsGoneAndTheOthersOfItsNodeStay() {
        hello("log", "there", Stage.CLOSE);
        hello("count", "there", Stage.DATA);
        observers.receive(observer("log", "there").bye());
        assertEquals(Map.of(Stage.DATA, Set.of("there")), observers.wanted());
        observers.receive(observer("count", "there").bye());
        observers.receive(observer("nobody", "there").bye());
        assertEquals(Map.of(), observers.wanted());
    }

    @Test
    void aNodeSilentForThreeHellosIsSuspectedUntilItIsHeardAgain() {
        hello("log", "there", Stage.CLOSE);
        pass(3);
        assertFalse(observers.isSuspected("there"));
        pass(1);
        assertTrue(observers.isSuspected("there"));
        assertEquals(Map.of(Stage.CLOSE, Set.of("there")), observers.wanted());
        hello("log", "there", Stage.CLOSE);
        assertFalse(observers.isSuspected("there"));
    }

    @Test
    void anObserverSilentForTenHellosIsForgotten() {
        hello("dead", "there", Stage.CLOSE);
        pass(5);
        hello("log", "there", Stage.DATA);
        pass(5);
        assertEquals(Set.of(Stage.CLOSE, Stage.DATA), observers.wanted().keySet());
        long before = observers.revision();
        pass(1);
        assertEquals(Set.of(Stage.DATA), observers.wanted().keySet());
        assertNotEquals(before, observers.revision());
    }

    @Test
    void whoCouldNotBeHeardBecauseThisProcessStoodStillIsNotSilent() {
        hello("log", "there", Stage.CLOSE);
        pass(2);
        clock.advance(30_000);
        assertFalse(observers.isSuspected("there"));
        pass(1);
        assertFalse(observers.isSuspected("there"));
        assertEquals(Set.of(Stage.CLOSE), observers.wanted().keySet());
        pass(2);
        assertTrue(observers.isSuspected("there"));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(1_000);
            observers.sweep();
        }
    }

    @Test
    void whatIsNoHelloOfAnObserverOfThisContractIsIgnored() {
        JsonObject hello = observer("log", "there", Stage.CLOSE).hello();
        observers.receive(GroupManifest.who());
        observers.receive(hello.copy().put("say", "sing"));
        observers.receive(hello.copy().put("v", 2));
        observers.receive(hello.copy().put("node", new JsonObject()));
        observers.receive(hello.copy().put("address", "smtp.plugins"));
        observers.receive(hello.copy().put("observes", "close"));
        assertEquals(0, observers.revision());
        assertEquals(Map.of(), observers.wanted());
    }
}
