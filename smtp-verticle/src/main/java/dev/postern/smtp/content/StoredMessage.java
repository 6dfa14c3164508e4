package dev.postern.smtp.content;

import dev.postern.contract.ContentReference;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.file.Path;

/** A whole message, in memory or in a file, until its transaction is settled. */
public final class StoredMessage {
    private final long size;
    private final Buffer memory;
    private final SpoolFile file;
    private final SpoolQuota.Reservation reservation;
    private Future<AsyncFile> reading;
    private boolean deleted;

    /**
     * @param memory all octets, or null if they are in the file
     * @param file null if they are in memory
     * @param reservation what it takes of the room for all messages; released when it is deleted
     */
    StoredMessage(long size, Buffer memory, SpoolFile file, SpoolQuota.Reservation reservation) {
        this.size = size;
        this.memory = memory;
        this.file = file;
        this.reservation = reservation;
    }

    /** One that takes nothing of it. */
    public StoredMessage(long size, Buffer memory, SpoolFile file) {
        this(size, memory, file, SpoolQuota.none().reserve());
    }

    long size() {
        return size;
    }

    /** What an event holds of it that may not carry octets: those in memory are to be pulled. */
    public ContentReference reference() {
        return new ContentReference(size, null, null, path());
    }

    /** What an event holds of it; {@code head} goes before it, or is null. */
    public ContentReference reference(Buffer head) {
        int before = head == null ? 0 : head.length();
        return new ContentReference(size + before, head, memory, path());
    }

    private Path path() {
        return file == null ? null : file.path();
    }

    /** Octets of {@code head} and message seen as one; as many as there are between offset and offset + length. */
    public Future<Buffer> read(Buffer head, long offset, int length) {
        int before = head == null ? 0 : head.length();
        Buffer piece = Buffer.buffer(length);
        if (offset < before) {
            piece.appendBuffer(head.slice((int) offset, (int) Math.min(before, offset + length)));
        }
        long from = Math.max(0, offset - before);
        int rest = (int) Math.max(0, Math.min(length - piece.length(), size - from));
        if (rest == 0) {
            return Future.succeededFuture(piece);
        }
        if (memory != null) {
            return Future.succeededFuture(piece.appendBuffer(memory.slice((int) from, (int) from + rest)));
        }
        return open().compose(opened -> opened.read(piece, piece.length(), from, rest));
    }

    public void delete() {
        if (deleted) {
            return;
        }
        deleted = true;
        reservation.release();
        if (reading != null) {
            reading.compose(AsyncFile::close);
        }
        if (file != null) {
            file.delete();
        }
    }

    private Future<AsyncFile> open() {
        if (reading == null) {
            reading = file.open();
        }
        return reading;
    }
}
