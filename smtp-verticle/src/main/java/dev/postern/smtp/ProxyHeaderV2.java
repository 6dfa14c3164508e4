package dev.postern.smtp;

import dev.postern.contract.Endpoint;
import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32C;

/** The PROXY header for machines (section 2.2): a signature, 4 octets, the addresses, and more of type, length and value. */
final class ProxyHeaderV2 {
    static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    /** Octets at most; the protocol allows 65,551, but nobody needs them. */
    static final int LIMIT = 4096;

    private static final int FIXED = 16;
    private static final int VERSION = 2;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;
    private static final int STREAM = 1;
    private static final int INET = 1;
    private static final int INET6 = 2;
    private static final int CHECKSUM = 3;
    private static final int LEADING = 3;
    /** Octets of both addresses by family: none, INET, INET6, UNIX. */
    private static final int[] ADDRESSES = {0, 12, 36, 216};

    private final Buffer octets;
    private final int family;
    private final int transport;
    private final int end;

    private ProxyHeaderV2(Buffer octets, int end) {
        this.octets = octets;
        this.family = octets.getUnsignedByte(13) >> 4;
        this.transport = octets.getUnsignedByte(13) & 0xf;
        this.end = end;
    }

    static ProxyHeader read(Buffer octets) throws ProxyHeader.Malformed {
        if (octets.length() < FIXED) {
            return null;
        }
        int version = octets.getUnsignedByte(12) >> 4;
        int command = octets.getUnsignedByte(12) & 0xf;
        require(version == VERSION, "version " + version + ", expected 2");
        require(command == LOCAL || command == PROXY, "command " + command + ", expected 0 or 1");
        int end = FIXED + octets.getUnsignedShort(14);
        require(end <= LIMIT, end + " octets, expected " + LIMIT + " at most");
        if (octets.length() < end) {
            return null;
        }
        // What stands in one that hands over nobody is to be ignored.
        return command == LOCAL ? new ProxyHeader(null, null, true, end) : new ProxyHeaderV2(octets, end).read();
    }

    private ProxyHeader read() throws ProxyHeader.Malformed {
        require(family < ADDRESSES.length && transport <= 2, "a family or transport that is none");
        int rest = FIXED + ADDRESSES[family];
        require(rest <= end, "fewer octets than its addresses take");
        checkRest(rest);
        boolean named = transport == STREAM && (family == INET || family == INET6);
        return named
                ? new ProxyHeader(endpoint(0), endpoint(1), false, end)
                // A socket file, or nothing: there is no better address than the proxy's own.
                : new ProxyHeader(null, null, false, end);
    }

    /** @param which 0 for the source, 1 for the destination */
    private Endpoint endpoint(int which) {
        int size = family == INET ? 4 : 16;
        int at = FIXED + which * size;
        int port = FIXED + 2 * size + 2 * which;
        return Endpoints.of(octets.getBytes(at, at + size), octets.getUnsignedShort(port));
    }

    /** Types, lengths and values; only the checksum means anything here. */
    private void checkRest(int begin) throws ProxyHeader.Malformed {
        int at = begin;
        while (at < end) {
            require(at + LEADING <= end, "a value that is cut off");
            int type = octets.getUnsignedByte(at);
            int length = octets.getUnsignedShort(at + 1);
            require(at + LEADING + length <= end, "a value that is cut off");
            if (type == CHECKSUM) {
                require(length == Integer.BYTES && isRight(at + LEADING), "a wrong checksum");
            }
            at += LEADING + length;
        }
    }

    private boolean isRight(int at) {
        CRC32C checksum = new CRC32C();
        checksum.update(octets.getBytes(0, at));
        checksum.update(new byte[Integer.BYTES]);
        checksum.update(octets.getBytes(at + Integer.BYTES, end));
        return checksum.getValue() == octets.getUnsignedInt(at);
    }

    private static void require(boolean right, String what) throws ProxyHeader.Malformed {
        if (!right) {
            throw new ProxyHeader.Malformed("PROXY header with " + what);
        }
    }
}
