package dev.postern.contract.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is suspected and who is gone, and when. Time is what the test says. */
class HeartbeatTableTest {
    private long now = 1_000;
    private final HeartbeatTable<String> table = new HeartbeatTable<>(now);

    /** As many seconds pass, and with each a sweep; what the last one noticed. */
    private HeartbeatTable.Silent<String> after(int seconds) {
        HeartbeatTable.Silent<String> silent = new HeartbeatTable.Silent<>(Map.of(), Map.of());
        for (int i = 0; i < seconds; i++) {
            now += 1_000;
            silent = table.sweep(now);
        }
        return silent;
    }

    @Test
    void silenceForMoreThanThreeHellosIsNoticedOnce() {
        table.hear("a", now);
        assertEquals(Map.of(), after(3).suspected());
        assertFalse(table.isSuspected("a", now));
        assertEquals(Map.of("a", 4_000L), after(1).suspected());
        assertTrue(table.isSuspected("a", now));
        assertEquals(Map.of(), after(1).suspected());
    }

    @Test
    void silenceForMoreThanTenHellosIsTheEndUntilItIsRemoved() {
        table.hear("a", now);
        assertEquals(Map.of(), after(10).gone());
        assertEquals(Map.of("a", 11_000L), after(1).gone());
        assertEquals(Map.of("a", 12_000L), after(1).gone());
        assertTrue(table.remove("a"));
        assertFalse(table.remove("a"));
        assertEquals(Map.of(), after(1).gone());
    }

    @Test
    void whoComesBackIsNotSuspectedAndCanBeSuspectedAgain() {
        table.hear("a", now);
        after(4);
        assertTrue(table.hear("a", now));
        assertFalse(table.hear("a", now));
        assertFalse(table.isSuspected("a", now));
        assertEquals(Map.of("a", 4_000L), after(4).suspected());
    }

    @Test
    void whoWasNeverHeardIsSuspectedAndTheirOrderIsThatOfTheirFirstHello() {
        assertTrue(table.isSuspected("nobody", now));
        assertEquals(-1, table.silence("nobody", now));
        table.hear("b", now);
        table.hear("a", now);
        table.hear("b", now);
        assertEquals(List.of("b", "a"), table.keys());
    }

    @Test
    void severalAreSuspectedTogetherOnlyIfAllOfThemAre() {
        table.hear("a", now);
        after(4);
        table.hear("b", now);
        assertFalse(table.areSuspected(Set.of("a", "b"), now));
        assertTrue(table.areSuspected(Set.of("a", "c"), now));
        assertTrue(table.areSuspected(Set.of(), now));
    }

    @Test
    void aStandstillOfThisProcessIsNobodysSilence() {
        table.hear("a", now);
        after(2);
        now += 60_000;
        HeartbeatTable.Silent<String> silent = table.sweep(now);
        assertEquals(Map.of(), silent.suspected());
        assertEquals(Map.of(), silent.gone());
        assertEquals(2_000, table.silence("a", now));
        assertEquals(Map.of("a", 4_000L), after(2).suspected());
    }

    @Test
    void aStandstillNeverMakesAHelloOneToCome() {
        now += 30_000;
        table.hear("a", now);
        table.sweep(now);
        assertEquals(0, table.silence("a", now));
        assertEquals(Map.of("a", 4_000L), after(4).suspected());
    }

    @Test
    void aTickThatIsALittleLateIsNoStandstill() {
        StallDetector stalls = new StallDetector(0);
        assertEquals(0, stalls.tick(1_000));
        assertEquals(0, stalls.tick(3_000));
        assertEquals(2_001, stalls.tick(5_001));
        assertEquals(0, stalls.tick(6_000));
    }
}
