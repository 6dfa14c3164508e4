package dev.postern.smtp;

import io.vertx.core.buffer.Buffer;

/** Takes the client's octets where no lines are expected: a message with dots to its end, or one chunk of so many octets. */
interface Intake {
    /** The end has not arrived yet. */
    int MORE = -1;

    /** Reads on; the index behind the end in this piece, or {@link #MORE}. */
    int feed(Buffer piece);

    /** How many octets there can be to its end, at most. */
    long missing();

    /** Whether the end is here without one more octet. */
    default boolean isComplete() {
        return missing() == 0;
    }

    /** Whether there is so much too much that swallowing it makes no sense. */
    boolean isHopeless();

    /** Whether the disk is behind. */
    boolean isFull();
}
