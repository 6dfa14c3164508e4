package dev.postern.passwords;

import dev.postern.passwords.sasl.SaslMechanism;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How clients log in.
 *
 * @param file of the users
 * @param mechanisms that are offered, of {@link #MECHANISMS}
 * @param delay in milliseconds before a client hears that it may not, 0 to 60,000
 * @param atOnce how many passwords are hashed at the same time; each takes the memory of its hash, 19 MiB for new ones
 */
record PasswordsOptions(Path file, Set<String> mechanisms, long delay, int atOnce) {
    /** All that there are. */
    public static final List<String> MECHANISMS = SaslMechanism.NAMES;

    static final long DELAY_LIMIT = 60_000;

    /** @throws IllegalArgumentException naming the value and what was expected */
    public PasswordsOptions {
        if (mechanisms.isEmpty() || !MECHANISMS.containsAll(mechanisms)) {
            throw new IllegalArgumentException(
                    "mechanisms " + mechanisms + ", expected some of " + String.join(", ", MECHANISMS));
        }
        if (delay < 0 || delay > DELAY_LIMIT) {
            throw new IllegalArgumentException("delay " + delay + " ms, expected 0 to " + DELAY_LIMIT);
        }
        if (atOnce < 1) {
            throw new IllegalArgumentException("at once " + atOnce + ", expected 1 or more");
        }
        mechanisms = Collections.unmodifiableSet(new LinkedHashSet<>(mechanisms));
    }
}
