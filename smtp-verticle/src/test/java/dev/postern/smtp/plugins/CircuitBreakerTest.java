package dev.postern.smtp.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final CircuitBreaker breaker = new CircuitBreaker();

    private boolean missed(int times, long now) {
        boolean opened = false;
        for (int i = 0; i < times; i++) {
            opened = breaker.missed(now);
        }
        return opened;
    }

    @Test
    void fiveInARowOpenItAndNoFewer() {
        assertFalse(missed(4, 0));
        assertFalse(breaker.isOpen());
        assertTrue(missed(1, 0));
        assertTrue(breaker.isOpen());
    }

    @Test
    void anAnswerBetweenThemBeginsAnew() {
        missed(4, 0);
        assertFalse(breaker.answered(), "it was closed");
        assertFalse(missed(4, 0));
        assertTrue(missed(1, 0));
    }

    @Test
    void oneAnswerClosesIt() {
        missed(5, 0);
        assertTrue(breaker.answered());
        assertFalse(breaker.isOpen());
        assertFalse(breaker.answered(), "it was closed already");
    }

    @Test
    void itOpensOnce() {
        missed(5, 0);
        assertFalse(missed(5, 0));
    }

    @Test
    void oneProbeASecondIsDue() {
        missed(5, 10_000);
        assertFalse(breaker.isDue(10_999));
        assertTrue(breaker.isDue(11_000));
        breaker.probe(11_000);
        assertFalse(breaker.isDue(11_999));
        assertTrue(breaker.isDue(12_000));
    }

    @Test
    void aProbeWithoutAnAnswerPutsOffNothing() {
        missed(5, 10_000);
        breaker.probe(11_000);
        missed(1, 11_500);
        assertTrue(breaker.isDue(12_000));
    }

    @Test
    void aClosedOneNeedsNoProbe() {
        assertFalse(breaker.isDue(1_000_000));
        assertEquals(5, CircuitBreaker.LIMIT);
    }
}
