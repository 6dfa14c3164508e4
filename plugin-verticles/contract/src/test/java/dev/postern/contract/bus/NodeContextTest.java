package dev.postern.contract.bus;

import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeContextTest {
    /** The registration of a cluster takes its time; whoever waited for it must go on where it was. */
    @Test
    void whatFollowsFromRegistrationRunsOnTheCallersContext() throws Exception {
        Vertx vertx = Vertx.vertx();
        Promise<Context> after = Promise.promise();
        Context caller = vertx.getOrCreateContext();
        caller.runOnContext(v -> Node.of(vertx)
                .onRegistration(message -> {})
                .onComplete(registered -> after.complete(Vertx.currentContext())));
        assertSame(
                caller, after.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS));
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
