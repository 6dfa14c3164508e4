package dev.postern.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.plugins.GroupOnNode;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says of itself and of the groups that it asks. */
class ServerStatusTest {
    private static final GroupOnNode.Place HERE = new GroupOnNode.Place("spf", "here", true, "1");
    private static final GroupOnNode.Place THERE = new GroupOnNode.Place("spf", "there", false, "1");

    @TempDir
    Path folder;

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
