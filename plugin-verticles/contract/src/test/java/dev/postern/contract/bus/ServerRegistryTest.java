package dev.postern.contract.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Examples;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.contract.wire.ServerHello;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose death is announced, and when. Time is what the test says. */
class ServerRegistryTest {
    private static final JsonObject HELLO = new ServerHello("1", "aaaaaaaaaa").hello();
    private static final JsonObject GONE = ServerHello.gone("aaaaaaaaaa");

    private long now = 1_000;
    private final ServerRegistry servers = new ServerRegistry(now, 500);

    /** A second passes, and who is silent is asked for, as many times. */
    private List<String> silentAfter(int seconds) {
        List<String> silent = List.of();
        for (int i = 0; i < seconds; i++) {
            now += 1_000;
            silent = servers.silent(now);
        }
        return silent;
    }

    @Test
    void whoIsSilentForTenHellosAndTheJitterIsToBeAnnounced() {
        assertTrue(servers.update(HELLO, now));
        assertEquals(List.of(), silentAfter(10));
        assertEquals(List.of("aaaaaaaaaa"), silentAfter(1));
    }

    @Test
    void itIsToBeAnnouncedUntilSomebodyHasDoneSo() {
        servers.update(HELLO, now);
        assertEquals(List.of("aaaaaaaaaa"), silentAfter(12));
        assertTrue(servers.update(GONE, now));
        assertEquals(List.of(), silentAfter(20));
    }

    @Test
    void eachDeathIsPassedOnOnceHoweverManyAnnounceIt() {
        servers.update(HELLO, now);
        silentAfter(11);
        assertTrue(servers.update(GONE, now));
        assertFalse(servers.update(GONE, now));
    }

    @Test
    void theDeathOfOneThatWasNeverHeardIsPassedOnToo() {
        assertTrue(servers.update(GONE, now));
        assertFalse(servers.update(GONE, now));
    }

    @Test
    void whoWasHeardAMomentAgoIsNotGoneWhateverOthersSay() {
        servers.update(HELLO, now);
        silentAfter(3);
        assertFalse(servers.update(GONE, now));
        silentAfter(1);
        assertTrue(servers.update(GONE, now));
    }

    @Test
    void whoComesBackCanDieAgain() {
        servers.update(HELLO, now);
        silentAfter(11);
        servers.update(GONE, now);
        servers.update(HELLO, now);
        assertEquals(List.of("aaaaaaaaaa"), silentAfter(11));
        assertTrue(servers.update(GONE, now));
    }

    @Test
    void byeIsNoDeath() {
        servers.update(HELLO, now);
        servers.update(new ServerHello("1", "aaaaaaaaaa").bye(), now);
        assertEquals(List.of(), silentAfter(20));
    }

    @Test
    void whoStoodStillItselfHoldsNobodysSilenceAgainstHim() {
        servers.update(HELLO, now);
        now += 60_000;
        assertEquals(List.of(), servers.silent(now));
        assertEquals(List.of(), silentAfter(25));
        assertEquals(List.of("aaaaaaaaaa"), silentAfter(1));
    }

    @Test
    void desksAndQuestionsAndNonsenseAreNoServers() {
        assertTrue(servers.update(Examples.read("registration/hello"), now));
        assertTrue(servers.update(GroupManifest.who(), now));
        assertTrue(servers.update(new JsonObject().put("say", "hello").put("server", "1"), now));
        assertFalse(servers.update(new JsonObject().put("say", "gone"), now));
        assertEquals(List.of(), silentAfter(20));
    }

    @Test
    void onlyTheLastThousandDeathsAreRemembered() {
        for (int i = 0; i < 1_000; i++) {
            assertTrue(servers.update(ServerHello.gone("node" + i), now));
        }
        assertFalse(servers.update(ServerHello.gone("node0"), now));
        servers.update(ServerHello.gone("one more"), now);
        assertTrue(servers.update(ServerHello.gone("node0"), now));
    }
}
