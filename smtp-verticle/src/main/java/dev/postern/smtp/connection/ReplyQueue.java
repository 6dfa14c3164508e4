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
    private final CloseSequence ending;
    private final Consumer<Throwable> failure;
    private final Runnable after;
    private int open;
    private boolean interrupted;

    /**
     * Waits for nothing yet.
     *
     * @param failure hears of each exception
     * @param after runs whenever something that was awaited is there, once it is worked off, or others have had their turn
     */
    ReplyQueue(ClientSocket socket, CloseSequence ending, Consumer<Throwable> failure, Runnable after) {
        this.socket = socket;
        this.ending = ending;
        this.failure = failure;
        this.after = after;
    }

    /** Whether nothing is open. */
    boolean isNothing() {
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

    /** Whether something may be left to do, and others have their turn. */
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

    /** What comes for a client that was left meanwhile is not taken. */
    <T> void add(Future<T> awaited, Consumer<T> then) {
        add(awaited, then, failure);
    }

    /** The same with an end of its own for what fails. */
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
            } else if (ending.isOpen()) {
                then.accept(done.result());
            }
        } catch (RuntimeException e) {
            failure.accept(e);
        }
    }

    /** Runs what may be a mistake of ours. */
    void guard(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            failure.accept(e);
        }
    }
}
