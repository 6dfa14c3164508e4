package dev.postern.launcher.command;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;

/** Waits on the main thread, which has nothing else to do. */
final class Waiting {
    private Waiting() {}

    /** @throws CommandException as it is; any other failure as one that says it */
    static <T> T on(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CommandException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
