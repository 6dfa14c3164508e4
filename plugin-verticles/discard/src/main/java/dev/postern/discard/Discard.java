package dev.postern.discard;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;

/**
 * An inbox for load tests and demonstrations: it says of each message that every recipient has it, and keeps nothing. It reads no
 * content, and never blocks.
 */
public final class Discard extends Plugin {
    private final Duration delay;

    /** @param delay before it says so */
    public Discard(Duration delay) {
        this.delay = delay;
    }

    /** What is thrown away may be any octets for any names, and goes nowhere, be it with TLS or without (RFC 8689). */
    @Override
    protected Set<String> extensions() {
        return Set.of("8BITMIME", "BINARYMIME", "SMTPUTF8", "REQUIRETLS");
    }

    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        return delay.isZero() ? delivered(event) : vertx.timer(delay.toMillis()).compose(waited -> delivered(event));
    }
}
