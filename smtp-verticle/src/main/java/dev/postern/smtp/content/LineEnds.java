package dev.postern.smtp.content;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds CR and LF among octets, eight at a time. */
final class LineEnds {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOP = 0x80 * EACH;

    private LineEnds() {}

    /** The index of the first CR or LF in octets[from, to), or {@code to} if there is none. */
    static int next(byte[] octets, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(octets, at);
            long found = zeros(word ^ '\r' * EACH) | zeros(word ^ '\n' * EACH);
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < to && octets[at] != '\r' && octets[at] != '\n') {
            at++;
        }
        return at;
    }

    /** The top bit of the lowest octet that is zero is set, and of none below it. */
    private static long zeros(long word) {
        return word - EACH & ~word & TOP;
    }
}
