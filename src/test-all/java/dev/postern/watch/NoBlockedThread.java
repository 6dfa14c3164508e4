package dev.postern.watch;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test class fails if Vert.x has warned of a blocked thread while it ran; what comes later, from threads that were left
 * behind, fails the run. JUnit finds this class as a service, in every module.
 */
public final class NoBlockedThread implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(NoBlockedThread.class))
                .getOrComputeIfAbsent("end", key -> (AutoCloseable) NoBlockedThread::requireNone);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        requireNone();
    }

    private static void requireNone() {
        List<String> warnings = WatchedLogs.takeWarnings();
        if (!warnings.isEmpty()) {
            throw new AssertionError("Vert.x has warned of blocked threads:\n" + String.join("\n", warnings));
        }
    }
}
