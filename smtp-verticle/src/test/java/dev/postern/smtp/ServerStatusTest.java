package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Addresses;
import dev.postern.contract.Declaration;
import dev.postern.contract.Manifest;
import dev.postern.contract.Stage;
import dev.postern.smtp.ServerStatus.GroupOnNode;
import dev.postern.smtp.ServerStatus.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says of itself and of the groups that it asks. */
class ServerStatusTest {
    private static final Place HERE = new Place("spf", "here", true, "1");
    private static final Place THERE = new Place("spf", "there", false, "1");

    @TempDir
    Path folder;

    private final VirtualClock clock = new VirtualClock();
    private final Roster roster = new Roster("here", 0, clock, true);

    private void hello(String node, Manifest.Instance... instances) {
        Declaration declared = new Declaration(Set.of(Stage.RCPTTO), Set.of(), Set.of(), Set.of(), false, Set.of());
        Manifest manifest = new Manifest("spf", "1", node, Addresses.desk("spf", node), List.of(instances), declared);
        roster.hear(manifest.hello());
    }

    private Target chosen() {
        List<Candidate> candidates = roster.candidates("spf", Stage.RCPTTO, List.of(), clock.now());
        return TargetSelector.order(candidates, false, false).get(0).target();
    }

    @Test
    void aGroupIsCountedOnEachNodeWithItsOpenAsks() {
        hello("here", new Manifest.Instance(0, 0), new Manifest.Instance(1, 1));
        hello("there", new Manifest.Instance(0, -1));
        Target target = chosen();
        target.begin(new Attempt(null, target, 0));
        assertEquals(
                List.of(new GroupOnNode(HERE, 2, 1, 0, false), new GroupOnNode(THERE, 1, 0, 0, false)),
                roster.status());
    }

    @Test
    void whoDoesNotAnswerIsBrokenAndWhoIsSilentIsSuspected() {
        hello("there", new Manifest.Instance(0, -1));
        for (int i = 0; i < Breaker.LIMIT; i++) {
            chosen().breaker().missed(clock.now());
        }
        for (int i = 0; i < 4; i++) {
            clock.advance(1_000);
            roster.sweep();
        }
        assertEquals(List.of(new GroupOnNode(THERE, 1, 0, 1, true)), roster.status());
    }

    @Test
    void whatSeveralVerticlesKnowBecomesOneRowForEachNodeTheOwnFirst() {
        List<GroupOnNode> one = List.of(new GroupOnNode(THERE, 3, 2, 1, false), new GroupOnNode(HERE, 2, 1, 0, false));
        List<GroupOnNode> other = List.of(new GroupOnNode(THERE, 3, 1, 0, true), new GroupOnNode(HERE, 2, 4, 0, false));
        assertEquals(
                new ServerStatus(
                        7, List.of(new GroupOnNode(HERE, 2, 5, 0, false), new GroupOnNode(THERE, 3, 3, 1, true))),
                ServerStatus.of(7, List.of(one, other)));
    }

    @Test
    void aServerSaysHowManyAreConnectedAndWhoIsThereUntilItIsClosed() throws Exception {
        TestServer server = new TestServer(folder).start();
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            ServerStatus status = TestServer.await(server.status());
            assertEquals(1, status.connections());
            assertTrue(
                    status.groups().stream()
                            .anyMatch(group -> group.place().group().equals("open")
                                    && group.place().here()
                                    && group.instances() > 0),
                    status::toString);
            client.send("QUIT\r\n").expect("221");
        }
        TestServer.await(server.shutdown());
        assertEquals(0, TestServer.await(server.status()).connections());
        server.close();
    }
}
