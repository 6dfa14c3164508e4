package dev.postern.smtp.content;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** One chunk, which is content to its last octet or is swallowed to it, so that the next command is found (RFC 3030 2). */
public final class ChunkReader implements BodyReader {
    private final Consumer<Buffer> out;
    private long missing;

    /** @param octets how many it has, from 0 */
    public ChunkReader(long octets, Consumer<Buffer> out) {
        this.missing = octets;
        this.out = out;
    }

    @Override
    public int feed(Buffer piece) {
        int end = (int) Math.min(missing, piece.length());
        missing -= end;
        if (end > 0) {
            out.accept(end == piece.length() ? piece : piece.slice(0, end));
        }
        return isComplete() ? end : MORE;
    }

    @Override
    public long missing() {
        return missing;
    }
}
