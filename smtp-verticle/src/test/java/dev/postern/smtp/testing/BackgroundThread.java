package dev.postern.smtp.testing;

import java.util.concurrent.CompletableFuture;

/** What a client does while the test goes on: each on a thread of its own, as a shared pool may have a single one, and busy. */
public final class BackgroundThread {
    private BackgroundThread() {}

    public static CompletableFuture<Void> run(Runnable action) {
        return CompletableFuture.runAsync(action, task -> {
            Thread thread = new Thread(task, "aside");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
