package dev.postern.smtp.content;

import io.vertx.core.buffer.Buffer;

/** Reads the client's octets where no lines are expected: a message with dots to its end, or one chunk of so many octets. */
public interface BodyReader {
    /** The end has not arrived yet. */
    int MORE = -1;
    /** Only the content itself tells where it ends. */
    long UNKNOWN = Long.MAX_VALUE;

    /**
     * Reads on.
     *
     * @param piece is this reader's own from here on
     * @return the index behind the end in this piece, or {@link #MORE}
     */
    int feed(Buffer piece);

    /** How many octets there can be to its end, at most. */
    long missing();

    /** Whether the end is here without one more octet. */
    default boolean isComplete() {
        return missing() == 0;
    }
}
