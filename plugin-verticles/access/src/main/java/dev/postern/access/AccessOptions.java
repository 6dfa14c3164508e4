package dev.postern.access;

import java.nio.file.Path;
import java.util.List;

/**
 * Who may connect.
 *
 * @param file of rules, one a line, or null
 * @param rules of the same form beside the file; where both name the same network, these decide
 * @param skips whether a network that is allowed is asked nothing more at {@code connect}
 * @param code of a refusal: 421, 521 or 554
 */
public record AccessOptions(Path file, List<String> rules, boolean skips, int code) {
    /** @throws IllegalArgumentException naming the value and what was expected */
    public AccessOptions {
        rules = List.copyOf(rules);
        rules.forEach(rule -> Rules.of(List.of(rule)));
        Rules.of(rules);
        if (!List.of(421, 521, 554).contains(code)) {
            throw new IllegalArgumentException("code " + code + ", expected 421, 521 or 554");
        }
    }
}
