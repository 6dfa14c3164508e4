package dev.postern.smtp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one connection has that waits, each with what ends the waiting before its time; most have nothing. */
final class Waiting {
    private Set<Runnable> ends = Set.of();

    void add(Runnable end) {
        if (ends.isEmpty()) {
            ends = new HashSet<>();
        }
        ends.add(end);
    }

    /** It waits no longer. */
    void remove(Runnable end) {
        if (ends.remove(end) && ends.isEmpty()) {
            ends = Set.of();
        }
    }

    /** Nothing waits any longer. */
    void end() {
        List.copyOf(ends).forEach(Runnable::run);
    }
}
