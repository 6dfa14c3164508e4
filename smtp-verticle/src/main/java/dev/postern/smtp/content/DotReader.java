package dev.postern.smtp.content;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Consumer;

/**
 * The message behind DATA: reads it up to its end and removes the dot stuffing (RFC 5321 4.5.2).
 *
 * <p>Only CR LF {@code .} CR LF ends the content, or {@code .} CR LF at its very beginning; that first CR LF belongs to the
 * content. Only CR LF ends a line: any other mixture of CR, LF and dots is content and comes out as it went in. Where the
 * packets end makes no difference.
 */
public final class DotReader implements BodyReader {
    /** Where the last octet has led to. */
    private enum State {
        LINE_START,
        TEXT,
        CR,
        /** Behind a dot at the start of a line. Content or end, that dot is dropped. */
        DOT,
        /** Behind such a dot and CR. Whether the CR is content, the next octet tells. */
        DOT_CR,
        END
    }

    private final Consumer<Buffer> out;
    private State state = State.LINE_START;

    /** @param out gets the content without the stuffing, of each piece in one as a rule, in two at most, and never an empty one */
    public DotReader(Consumer<Buffer> out) {
        this.out = out;
    }

    @Override
    public long missing() {
        return UNKNOWN;
    }

    /** After an end the next content can be read. The dots are closed up in the piece itself, and {@code out} gets a view of it. */
    @Override
    public int feed(Buffer piece) {
        ByteBuf raw = ((BufferInternal) piece).getByteBuf();
        if (!raw.hasArray()) {
            return feed(Buffer.buffer(piece.getBytes()));
        }
        int from = raw.arrayOffset() + raw.readerIndex();
        byte[] octets = raw.array();
        if (state == State.DOT_CR && piece.length() > 0 && octets[from] != '\n') {
            out.accept(Buffer.buffer(1).appendByte((byte) '\r'));
        }
        return read(piece, octets, from, from + piece.length());
    }

    private int read(Buffer piece, byte[] octets, int from, int to) {
        // Content is octets[from, kept), where dots have been closed up, and octets[run, at).
        int kept = from;
        int run = from;
        int at = from;
        while (at < to && state != State.END) {
            if (state == State.TEXT) {
                at = skipText(octets, at, to);
            } else {
                state = after(octets[at++]);
                if (state == State.DOT) {
                    kept = closeUp(octets, kept, run, at - 1);
                    run = at;
                }
            }
        }
        if (state != State.DOT_CR && state != State.END) {
            kept = closeUp(octets, kept, run, at);
        }
        if (kept > from) {
            out.accept(piece.slice(0, kept - from));
        }
        if (state != State.END) {
            return MORE;
        }
        state = State.LINE_START;
        return at - from;
    }

    private State after(byte octet) {
        boolean lineFeed = octet == '\n';
        if (state == State.LINE_START && octet == '.') {
            return State.DOT;
        }
        if (state == State.CR && lineFeed) {
            return State.LINE_START;
        }
        if (state == State.DOT_CR && lineFeed) {
            return State.END;
        }
        if (octet == '\r') {
            return state == State.DOT ? State.DOT_CR : State.CR;
        }
        return State.TEXT;
    }

    /** Goes on to the next dot that begins a line, or to the end of the octets, and knows where that leads. */
    private int skipText(byte[] octets, int from, int to) {
        int dot = lineDot(octets, from, to);
        if (dot < to) {
            state = State.LINE_START;
            return dot;
        }
        int last = to - 1;
        if (octets[last] == '\r') {
            state = State.CR;
        } else if (octets[last] == '\n' && last > from && octets[last - 1] == '\r') {
            state = State.LINE_START;
        }
        return to;
    }

    /** The index of the first dot behind a CR LF that is not before {@code from}, or {@code to} if there is none. */
    private static int lineDot(byte[] octets, int from, int to) {
        int at = from + 2;
        while (at < to) {
            byte octet = octets[at];
            // An octet that is none of the three cannot be part of CR LF dot: most are passed three at a time.
            if (octet > '.') {
                at += 3;
            } else if (octet == '\n') {
                at += 1;
            } else if (octet == '\r') {
                at += 2;
            } else if (octet == '.' && octets[at - 1] == '\n' && octets[at - 2] == '\r') {
                return at;
            } else {
                at += 3;
            }
        }
        return to;
    }

    /** Moves octets[run, end) to where content is kept; the end of what is kept then. */
    private static int closeUp(byte[] octets, int kept, int run, int end) {
        if (kept != run) {
            System.arraycopy(octets, run, octets, kept, end - run);
        }
        return kept + end - run;
    }
}
