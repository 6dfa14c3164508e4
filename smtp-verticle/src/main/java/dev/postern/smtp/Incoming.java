package dev.postern.smtp;

import dev.postern.contract.ContentReference;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One message as it arrives: in memory up to {@link ContentReference#INLINE_LIMIT}, then in a file. A message over the limit
 * is counted, not kept.
 */
final class Incoming {
    private final FileSystem files;
    private final Path path;
    private final long limit;
    private final SpoolQuota.Claim claim;
    private Buffer memory = Buffer.buffer();
    private Future<AsyncFile> opening;
    private AsyncFile file;
    private Throwable failure;
    private Runnable drained = () -> {};
    private long size;
    private boolean refused;

    /**
     * @param path where the file goes if one is needed; it must not exist
     * @param limit the most octets that are kept
     * @param claim on the room there is for all messages
     */
    Incoming(FileSystem files, Path path, long limit, SpoolQuota.Claim claim) {
        this.files = files;
        this.path = path;
        this.limit = limit;
        this.claim = claim;
    }

    /** One for which there is room in any case. */
    Incoming(FileSystem files, Path path, long limit) {
        this(files, path, limit, SpoolQuota.none().claim());
    }

    long size() {
        return size;
    }

    boolean isTooLarge() {
        return size > limit;
    }

    void write(Buffer piece) {
        size += piece.length();
        if (isTooLarge() || refused) {
            refuse();
        } else if (failure == null && !claim.take(piece.length())) {
            fail(new IOException("no room in the spool: smtp.limits.spool"));
        } else if (failure == null) {
            keep(piece);
        }
    }

    private void keep(Buffer piece) {
        if (file != null) {
            file.write(piece).onFailure(this::fail);
            return;
        }
        memory.appendBuffer(piece);
        boolean fits = claim.remember(piece.length()) && memory.length() <= ContentReference.INLINE_LIMIT;
        if (!fits && opening == null) {
            open();
        }
    }

    /** The message is not wanted: what is kept of it, and what still comes, is only counted. */
    void refuse() {
        if (!refused) {
            refused = true;
            memory = Buffer.buffer();
            claim.forget();
        }
    }

    /** Whether the disk is behind, so that no more should be read from the client. */
    boolean isFull() {
        return failure == null && opening != null && (file == null || file.writeQueueFull());
    }

    /** Runs an action once more can be written. */
    void onDrain(Runnable action) {
        drained = action;
        if (file != null) {
            file.drainHandler(v -> action.run());
        }
    }

    /** Completes when every octet is in its place; fails if one could not be written. */
    Future<Stored> end() {
        if (opening == null && failure != null) {
            claim.release();
            return Future.failedFuture(failure);
        }
        if (opening == null) {
            return Future.succeededFuture(new Stored(files, size, memory, null, claim));
        }
        Promise<Stored> stored = Promise.promise();
        opening.compose(AsyncFile::close).onComplete(closed -> {
            Throwable cause = failure == null ? closed.cause() : failure;
            if (cause == null) {
                stored.complete(new Stored(files, size, null, path, claim));
            } else {
                claim.release();
                delete();
                stored.fail(cause);
            }
        });
        return stored.future();
    }

    /** Leaves nothing behind. */
    void discard() {
        memory = Buffer.buffer();
        claim.release();
        if (opening != null) {
            opening.compose(AsyncFile::close).onComplete(closed -> delete());
        }
    }

    /** What could not be opened is another's. */
    private void delete() {
        if (file != null) {
            Stored.delete(files, path);
        }
    }

    /** What follows from {@code opening} finds the file begun, or the failure known. */
    private void open() {
        OpenOptions options =
                new OpenOptions().setCreateNew(true).setWrite(true).setRead(false);
        opening = files.open(path.toString(), options).transform(opened -> {
            if (opened.failed()) {
                fail(opened.cause());
                return Future.failedFuture(opened.cause());
            }
            begin(opened.result());
            return Future.succeededFuture(file);
        });
    }

    private void begin(AsyncFile opened) {
        file = opened;
        file.exceptionHandler(this::fail);
        file.write(memory).onFailure(this::fail);
        memory = Buffer.buffer();
        claim.forget();
        onDrain(drained);
        drained.run();
    }

    /** From here on octets are counted only, and nobody waits for the disk. */
    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
            memory = Buffer.buffer();
            claim.forget();
            drained.run();
        }
    }
}
