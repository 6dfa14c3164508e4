package dev.postern.smtp.content;

import dev.postern.contract.ContentReference;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.io.IOException;

/**
 * One message as it arrives: in memory up to {@link ContentReference#INLINE_LIMIT}, then in a file. A message over the limit
 * is counted, not kept.
 */
public final class MessageWriter {
    /** Small pieces are gathered up to so many octets before they are written. */
    private static final int GATHERED_LIMIT = 8 * 1024;

    private final SpoolFile target;
    private final long limit;
    private final SpoolQuota.Reservation reservation;
    private Buffer memory = Buffer.buffer();
    private Future<AsyncFile> opening;
    private AsyncFile file;
    private Throwable failure;
    private Runnable drained = () -> {};
    private long size;
    private boolean refused;
    private boolean writing;
    private boolean withoutRoom;

    /**
     * @param target the file if one is needed; it must not exist
     * @param limit the most octets that are kept
     * @param quota the room there is for all messages
     */
    public MessageWriter(SpoolFile target, long limit, SpoolQuota quota) {
        this.target = target;
        this.limit = limit;
        this.reservation = quota.reserve();
    }

    /** One for which there is room in any case. */
    public MessageWriter(SpoolFile target, long limit) {
        this(target, limit, SpoolQuota.none());
    }

    long size() {
        return size;
    }

    boolean isTooLarge() {
        return size > limit;
    }

    /** Whether it could not be kept because of what others have in the spool: a limit, and no mistake. */
    boolean isWithoutRoom() {
        return withoutRoom;
    }

    void write(Buffer piece) {
        writing = true;
        try {
            take(piece);
        } finally {
            writing = false;
        }
    }

    private void take(Buffer piece) {
        size += piece.length();
        if (isTooLarge() || refused) {
            refuse();
        } else if (failure == null && !reservation.take(piece.length())) {
            withoutRoom = true;
            fail(new IOException("no room in the spool: smtp.limits.spool"));
        } else if (failure == null) {
            keep(piece);
        }
    }

    private void keep(Buffer piece) {
        if (file != null && memory.length() + piece.length() > GATHERED_LIMIT) {
            flush();
            file.write(piece).onFailure(this::fail);
            return;
        }
        memory.appendBuffer(piece);
        if (file != null) {
            return;
        }
        boolean fits = reservation.remember(piece.length()) && memory.length() <= ContentReference.INLINE_LIMIT;
        if (!fits && opening == null) {
            open();
        }
    }

    /** The message is not wanted: what is kept of it, and what still comes, is only counted. */
    void refuse() {
        if (!refused) {
            refused = true;
            memory = Buffer.buffer();
            reservation.forget();
        }
    }

    private void flush() {
        if (memory.length() > 0) {
            file.write(memory).onFailure(this::fail);
            memory = Buffer.buffer();
        }
    }

    /** Whether the disk is behind, so that no more should be read from the client. */
    boolean isFull() {
        return failure == null && opening != null && (file == null || file.writeQueueFull());
    }

    /** Runs an action once more can be written. */
    public void onDrain(Runnable action) {
        drained = action;
        if (file != null) {
            file.drainHandler(v -> action.run());
        }
    }

    /** Completes when every octet is in its place; fails if one could not be written. */
    Future<StoredMessage> end() {
        if (opening == null && failure != null) {
            reservation.release();
            return Future.failedFuture(failure);
        }
        if (opening == null) {
            return Future.succeededFuture(new StoredMessage(size, memory, null, reservation));
        }
        if (file != null && failure == null) {
            flush();
        }
        Promise<StoredMessage> stored = Promise.promise();
        opening.compose(AsyncFile::close).onComplete(closed -> {
            Throwable cause = failure == null ? closed.cause() : failure;
            if (cause == null) {
                stored.complete(new StoredMessage(size, null, target, reservation));
            } else {
                reservation.release();
                delete();
                stored.fail(cause);
            }
        });
        return stored.future();
    }

    /** Leaves nothing behind. */
    void discard() {
        memory = Buffer.buffer();
        reservation.release();
        if (opening != null) {
            opening.compose(AsyncFile::close).onComplete(closed -> delete());
        }
    }

    /** A file that could not be opened is not this message's. */
    private void delete() {
        if (file != null) {
            target.delete();
        }
    }

    /** What follows from {@code opening} finds the file begun, or the failure known. The file may be open at once. */
    private void open() {
        Promise<AsyncFile> begun = Promise.promise();
        opening = begun.future();
        target.create().onComplete(opened -> {
            if (opened.succeeded()) {
                begin(opened.result());
                begun.complete(file);
            } else {
                fail(opened.cause());
                begun.fail(opened.cause());
            }
        });
    }

    private void begin(AsyncFile opened) {
        file = opened;
        file.exceptionHandler(this::fail);
        flush();
        reservation.forget();
        onDrain(drained);
        resume();
    }

    /** From here on octets are counted only, and nobody waits for the disk. */
    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
            memory = Buffer.buffer();
            reservation.forget();
            resume();
        }
    }

    /** Not from within a write: its caller looks at {@link #isFull} when it returns. */
    private void resume() {
        if (!writing) {
            drained.run();
        }
    }
}
