package dev.postern.smtp;

import dev.postern.contract.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** One chunk, which is content to its last octet or is swallowed to it, so that the next command is found (RFC 3030 2). */
final class ChunkIntake implements Intake {
    private final Chunking.Chunk chunk;
    private final Draft draft;
    private long missing;

    /** @param draft where the content goes; null if the chunk is refused */
    ChunkIntake(Chunking.Chunk chunk, Draft draft) {
        this.chunk = chunk;
        this.draft = draft;
        this.missing = chunk.octets();
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

    @Override
    public Future<Step> end() {
        if (draft == null) {
            return Future.succeededFuture(chunk.refusal());
        }
        return chunk.last()
                ? draft.end()
                : draft.check(new Reply(250, "2.0.0", "Ok, " + chunk.octets() + " octets received"));
    }
}
