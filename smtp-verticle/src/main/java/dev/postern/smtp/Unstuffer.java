package dev.postern.smtp;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Reads message content up to its end and removes the dot stuffing (RFC 5321 4.5.2).
 *
 * <p>Only CR LF {@code .} CR LF ends the content, or {@code .} CR LF at its very beginning; that first CR LF belongs to the
 * content. Only CR LF ends a line: any other mixture of CR, LF and dots is content and comes out as it went in. Where the
 * packets end makes no difference.
 */
final class Unstuffer {
    /** The end has not arrived yet. */
    static final int MORE = Intake.MORE;

    /** Where the last octet has led to. */
    private enum State {
        LINE_START {
            @Override
            State after(byte octet) {
                return octet == '.' ? DOT : TEXT.after(octet);
            }
        },
        TEXT {
            @Override
            State after(byte octet) {
                return octet == '\r' ? CR : TEXT;
            }
        },
        CR {
            @Override
            State after(byte octet) {
                return octet == '\n' ? LINE_START : TEXT.after(octet);
            }
        },
        /** Behind a dot at the start of a line. Content or end, that dot is dropped. */
        DOT {
            @Override
            State after(byte octet) {
                return octet == '\r' ? DOT_CR : TEXT;
            }
        },
        /** Behind such a dot and CR. Whether the CR is content, the next octet tells. */
        DOT_CR {
            @Override
            State after(byte octet) {
                return octet == '\n' ? END : TEXT.after(octet);
            }
        },
        END {
            @Override
            State after(byte octet) {
                throw new IllegalStateException("nothing is read behind the end of the content");
            }
        };

        abstract State after(byte octet);
    }

    private State state = State.LINE_START;

    /**
     * Reads on.
     *
     * @param in what has arrived; {@code out} may get a view of it, so it is not to be changed afterwards
     * @param from the index of the first octet to read
     * @param out gets the content without the stuffing, in one piece as a rule, in two at most, and never an empty one
     * @return the index behind the end of the content, or {@link #MORE}. After an end the next content can be read
     */
    int feed(Buffer in, int from, Consumer<Buffer> out) {
        byte[] octets = in.getBytes(from, in.length());
        if (state == State.DOT_CR && octets.length > 0 && octets[0] != '\n') {
            out.accept(Buffer.buffer(1).appendByte((byte) '\r'));
        }
        // Content is octets[0, kept), where dots have been closed up, and octets[run, at).
        int kept = 0;
        int run = 0;
        int at = 0;
        boolean moved = false;
        while (at < octets.length && state != State.END) {
            if (state == State.TEXT) {
                at = skipText(octets, at);
            } else {
                state = state.after(octets[at++]);
                if (state == State.DOT) {
                    moved |= closeUp(octets, kept, run, at - 1);
                    kept += at - 1 - run;
                    run = at;
                }
            }
        }
        if (state != State.DOT_CR && state != State.END) {
            moved |= closeUp(octets, kept, run, at);
            kept += at - run;
        }
        if (kept > 0) {
            out.accept(moved ? Buffer.buffer(kept).appendBytes(octets, 0, kept) : in.slice(from, from + kept));
        }
        if (state != State.END) {
            return MORE;
        }
        state = State.LINE_START;
        return from + at;
    }

    /** Goes on to the next dot that begins a line, or to the end of the octets, and knows where that leads. */
    private int skipText(byte[] octets, int from) {
        int dot = lineDot(octets, from);
        if (dot < octets.length) {
            state = State.LINE_START;
            return dot;
        }
        int last = octets.length - 1;
        if (octets[last] == '\r') {
            state = State.CR;
        } else if (octets[last] == '\n' && last > from && octets[last - 1] == '\r') {
            state = State.LINE_START;
        }
        return octets.length;
    }

    /** The index of the first dot behind a CR LF that is not before {@code from}, or the length if there is none. */
    private static int lineDot(byte[] octets, int from) {
        int at = from + 2;
        while (at < octets.length) {
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
        return octets.length;
    }

    private static boolean closeUp(byte[] octets, int kept, int run, int end) {
        if (kept == run || run == end) {
            return false;
        }
        System.arraycopy(octets, run, octets, kept, end - run);
        return true;
    }
}
