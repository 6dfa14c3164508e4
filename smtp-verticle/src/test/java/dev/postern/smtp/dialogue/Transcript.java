package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.smtp.session.PendingReply;
import java.util.ArrayList;
import java.util.List;

/** The lines that the server has replied and the test has not expected yet. */
final class Transcript {
    private final List<String> lines = new ArrayList<>();

    void add(PendingReply step) {
        if (step.before() != null) {
            lines.addAll(List.of(step.before().toString().split("\r\n")));
        }
        if (!step.held()) {
            step.replies().forEach(reply -> lines.addAll(List.of(reply.toWire().split("\r\n"))));
        }
    }

    /** The next line; one that ends in {@code ...} is compared up to there. */
    void expect(String expected) {
        assertFalse(lines.isEmpty(), "nothing was said, expected " + expected);
        String said = lines.remove(0);
        if (!matches(expected, said)) {
            assertEquals(expected, said);
        }
    }

    static boolean matches(String expected, String said) {
        return expected.endsWith("...")
                ? said.startsWith(expected.substring(0, expected.length() - 3))
                : said.equals(expected);
    }

    List<String> lines() {
        return lines;
    }

    List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }
}
