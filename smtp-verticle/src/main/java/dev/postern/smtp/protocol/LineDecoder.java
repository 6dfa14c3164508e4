package dev.postern.smtp.protocol;

import dev.postern.smtp.protocol.Line.Fault;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Splits what arrives into command lines. Exactly CR LF ends a line, wherever packets end, and every octet is looked at
 * once.
 *
 * <p>Of an unfinished line no more than the limit is kept, provided that {@link #next()} is called until it returns null:
 * a longer one is dropped as it arrives and reported once, at its CR LF. Complete lines are kept without a limit, so the
 * caller has to stop reading from the socket until they are taken.
 */
public final class LineDecoder {
    private static final byte[] NOTHING = {};
    private static final int SMALLEST = 128;
    private static final int LARGE = 1_024;

    private int limit;
    private byte[] octets = NOTHING;
    private int start;
    private int seen;
    private int end;
    private Fault fault = Fault.NONE;

    /** @param limit octets of a line with its CR LF, at least 2 */
    public LineDecoder(int limit) {
        limit(limit);
    }

    /** Changes the limit, from the next line that {@link #next()} returns on. */
    void limit(int octetsOfLine) {
        if (octetsOfLine < 2) {
            throw new IllegalArgumentException("a line limit of " + octetsOfLine + " octets, expected at least 2");
        }
        limit = octetsOfLine;
    }

    /** Adds what has arrived. The buffer is copied. */
    public void feed(Buffer arrived) {
        if (pending() == 0) {
            hold(arrived.getBytes());
            return;
        }
        makeRoom(arrived.length());
        arrived.getBytes(octets, end);
        end += arrived.length();
    }

    /** The next line, faulty or not, or null if none is complete. */
    public Line next() {
        while (seen < end) {
            byte octet = octets[seen];
            boolean afterCr = seen > start && octets[seen - 1] == '\r';
            seen++;
            if (octet == '\n' && afterCr) {
                return take();
            }
            if (fault == Fault.NONE) {
                fault = octet == '\n' || afterCr ? Fault.BARE_CR_OR_LF : octet == 0 ? Fault.NUL : Fault.NONE;
            }
        }
        if (seen - start >= limit) {
            fault = Fault.TOO_LONG;
        }
        if (fault == Fault.TOO_LONG) {
            // The last octet stays, as it may be the CR of the end.
            hold(new byte[] {octets[seen - 1]});
            seen = 1;
        } else if (octets.length > LARGE && pending() <= octets.length / 4) {
            // A large buffer is given back also in the middle of a line.
            byte[] rest = Arrays.copyOfRange(octets, start, end);
            hold(rest);
            seen = rest.length;
        }
        return null;
    }

    /**
     * How many octets are behind the last line that was returned, an unfinished line included. Behind STARTTLS there must be
     * none (RFC 3207 4.2).
     */
    public int pending() {
        return end - start;
    }

    /** Removes and returns up to so many octets behind the last line, as they came; the next line begins behind them. */
    public Buffer take(long most) {
        int length = (int) Math.min(most, pending());
        Buffer taken = Buffer.buffer(length).appendBytes(octets, start, length);
        start += length;
        seen = start;
        fault = Fault.NONE;
        if (start == end) {
            hold(NOTHING);
        }
        return taken;
    }

    private Line take() {
        Fault found = seen - start > limit ? Fault.TOO_LONG : fault;
        Line line = found == Fault.NONE ? decode(start, seen - start - 2) : new Line(found);
        start = seen;
        fault = Fault.NONE;
        if (start == end) {
            // Idle connections keep no buffer.
            hold(NOTHING);
        }
        return line;
    }

    private Line decode(int from, int length) {
        try {
            return new Line(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, length))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Line(Fault.NOT_UTF8);
        }
    }

    private void hold(byte[] content) {
        octets = content;
        start = 0;
        seen = 0;
        end = content.length;
    }

    private void makeRoom(int more) {
        if (octets.length - end >= more) {
            return;
        }
        int kept = pending();
        int seenOfLine = seen - start;
        // Doubling, and moving only what is at most half of the array, keeps the cost of an octet constant.
        boolean fits = kept + more <= octets.length && kept <= octets.length / 2;
        byte[] target = fits ? octets : new byte[Math.max(SMALLEST, Math.max(2 * kept, kept + more))];
        System.arraycopy(octets, start, target, 0, kept);
        octets = target;
        start = 0;
        seen = seenOfLine;
        end = kept;
    }
}
