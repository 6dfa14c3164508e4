package dev.postern.smtp.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Stage;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.smtp.time.VirtualClock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of a group on each node. */
class GroupOnNodeTest {
    private static final GroupOnNode.Place HERE = new GroupOnNode.Place("spf", "here", true, "1");
    private static final GroupOnNode.Place THERE = new GroupOnNode.Place("spf", "there", false, "1");

    private final VirtualClock clock = new VirtualClock();
    private final PluginRegistry registry = new PluginRegistry("here", 0, clock, true);

    private void hello(String node, GroupManifest.Instance... instances) {
        Declaration declared = new Declaration(Set.of(Stage.RCPTTO), Set.of(), Set.of(), Set.of(), false, Set.of());
        GroupManifest manifest =
                new GroupManifest("spf", "1", node, Addresses.desk("spf", node), List.of(instances), declared);
        registry.receive(manifest.hello());
    }

    private Target chosen() {
        List<Candidate> candidates = registry.candidates("spf", Stage.RCPTTO, List.of(), clock.now());
        return TargetSelector.order(candidates, false, false).get(0).target();
    }

    @Test
    void aGroupIsCountedOnEachNodeWithItsOpenAsks() {
        hello("here", new GroupManifest.Instance(0, 0), new GroupManifest.Instance(1, 1));
        hello("there", new GroupManifest.Instance(0, -1));
        Target target = chosen();
        target.begin(new Attempt(null, target, 0));
        assertEquals(
                List.of(new GroupOnNode(HERE, 2, 1, 0, false), new GroupOnNode(THERE, 1, 0, 0, false)),
                registry.status());
    }

    @Test
    void whoDoesNotAnswerIsBrokenAndWhoIsSilentIsSuspected() {
        hello("there", new GroupManifest.Instance(0, -1));
        for (int i = 0; i < CircuitBreaker.LIMIT; i++) {
            chosen().breaker().missed(clock.now());
        }
        for (int i = 0; i < 4; i++) {
            clock.advance(1_000);
            registry.sweep();
        }
        assertEquals(List.of(new GroupOnNode(THERE, 1, 0, 1, true)), registry.status());
    }
}
