package dev.postern.smtp;

import io.vertx.core.buffer.Buffer;

/** One chunk, which is content to its last octet or is swallowed to it, so that the next command is found (RFC 3030 2). */
final class ChunkIntake implements Intake {
    private final Draft draft;
    private long missing;

    /**
     * A chunk that begins.
     *
     * @param octets how many it has, from 0
     * @param draft where the content goes; null if the chunk is refused
     */
    ChunkIntake(long octets, Draft draft) {
        this.missing = octets;
        this.draft = draft;
    }

    @Override
    public int feed(Buffer piece) {
        int end = (int) Math.min(missing, piece.length());
        missing -= end;
        if (draft != null && end > 0) {
            draft.write(end == piece.length() ? piece : piece.slice(0, end));
        }
        return isComplete() ? end : MORE;
    }

    @Override
    public long missing() {
        return missing;
    }

    /** The size of a chunk is judged before it comes. */
    @Override
    public boolean isHopeless() {
        return false;
    }

    @Override
    public boolean isFull() {
        return draft != null && draft.isFull();
    }
}
