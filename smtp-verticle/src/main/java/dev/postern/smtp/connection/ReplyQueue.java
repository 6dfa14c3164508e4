package dev.postern.smtp.connection;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What one connection has begun and waits for: steps and handshakes that are not there yet, more than one only where commands
 * may overlap. No exception leaves a client waiting.
 *
 * <p>A client may send thousands of commands in one packet: after so many the others on its event loop have their turn.
 */
final class ReplyQueue {
    /** The most things that are worked off in one go. */
    private static final int TURN = 100;

    private final ClientSocket socket;
    private final CloseSequence closing;
    private final Consumer<Throwable> failure;
    private final Runnable after;
    private int open;
    private boolean interrupted;

    /**
     * Waits for nothing yet.
     *
     * @param failure gets each exception
     * @param after runs whenever something that was awaited is there, once it is worked off, or others have had their turn
     */
    ReplyQueue(ClientSocket socket, CloseSequence closing, Consumer<Throwable> failure, Runnable after) {
        this.socket = socket;
        this.closing = closing;
        this.failure = failure;
        this.after = after;
    }

    /** Whether nothing is open. */
    boolean isEmpty() {
        return open == 0;
    }

    /** @param step does one thing, and says whether there was anything to do */
    void work(BooleanSupplier step) {
        try {
            for (int i = 0; i < TURN; i++) {
                if (!step.getAsBoolean()) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            failure.accept(e);
            return;
        }
        if (!interrupted) {
            interrupted = true;
            socket.later(this::goOn);
        }
    }

    /** Whether there may be more to do once other tasks have had their turn. */
    boolean isInterrupted() {
        return interrupted;
    }

    private void goOn() {
        interrupted = false;
        after.run();
    }

    /** Takes what is there at once, and waits for what is not. */
    <T> void take(Future<T> future, Consumer<T> then) {
        if (future.succeeded()) {
            then.accept(future.result());
        } else {
            add(future, then, failure);
        }
    }

    /** Waits for a future; its result is dropped once the connection is closing. */
    <T> void add(Future<T> awaited, Consumer<T> then) {
        add(awaited, then, failure);
    }

    /** The same with a failure handler of its own. */
    <T> void add(Future<T> awaited, Consumer<T> then, Consumer<Throwable> otherwise) {
        open++;
        awaited.onComplete(done -> {
            open--;
            settle(done, then, otherwise);
            after.run();
        });
    }

    private <T> void settle(AsyncResult<T> done, Consumer<T> then, Consumer<Throwable> otherwise) {
        try {
            if (done.failed()) {
                otherwise.accept(done.cause());
            } else if (closing.isOpen()) {
                then.accept(done.result());
            }
        } catch (RuntimeException e) {
            failure.accept(e);
        }
    }

    /** Runs an action whose exceptions go to the failure handler. */
    void guard(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            failure.accept(e);
        }
    }
}
