package dev.postern.launcher;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The few of ASN.1's types (X.690, distinguished encoding) that a certificate is made of. */
final class Der {
    static final byte[] TRUE = of(0x01, new byte[] {(byte) 0xff});

    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Instant UTC_TIME_ENDS = Instant.parse("2050-01-01T00:00:00Z");

    private Der() {}

    /** Any type: its tag, then the length, then the parts. */
    static byte[] of(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < 0x80) {
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return of(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return of(0x31, parts);
    }

    static byte[] integer(byte[] value) {
        return of(0x02, value);
    }

    static byte[] octets(byte[] value) {
        return of(0x04, value);
    }

    /** A bit string of whole octets, or with some unused bits at its end. */
    static byte[] bits(int unused, byte[] value) {
        return of(0x03, new byte[] {(byte) unused}, value);
    }

    static byte[] text(String value) {
        return of(0x0c, value.getBytes(StandardCharsets.UTF_8));
    }

    /** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 4.1.2.5). */
    static byte[] time(Instant time) {
        boolean early = time.isBefore(UTC_TIME_ENDS);
        String text = (early ? UTC_TIME : GENERALIZED_TIME).format(time);
        return of(early ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An object identifier, as {@code 2.5.29.17}. */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >> shift > 0) {
                    content.write(0x80 | arc >> shift & 0x7f);
                }
            }
            content.write(arc & 0x7f);
        }
        return of(0x06, content.toByteArray());
    }
}
