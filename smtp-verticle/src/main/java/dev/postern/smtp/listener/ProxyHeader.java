package dev.postern.smtp.listener;

import dev.postern.contract.Client;
import dev.postern.smtp.protocol.IpAddresses;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The header of the PROXY protocol, version 1 and 2 (haproxy's {@code proxy-protocol.txt}), in which a proxy names the client of a
 * connection.
 *
 * @param client the client's end, or null if the header does not name it: then the proxy counts as the client
 * @param local the address that the client connected to, or null likewise
 * @param own whether the proxy connects for itself (LOCAL), as in health checks
 * @param length of the header in octets
 */
record ProxyHeader(Client.Endpoint client, Client.Endpoint local, boolean own, int length) {
    /** Octets of a header of version 1 at most, CR LF included. */
    static final int VERSION_1_LIMIT = 107;
    /** Octets of a header of version 2 at most; the protocol allows 65,551, which no proxy needs. */
    static final int VERSION_2_LIMIT = 4096;

    /** The header is malformed; the text says how, and what was expected. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String text) {
            // Peers can cause many of these: no stack trace is taken.
            super(text, null, false, false);
        }
    }

    /**
     * Reads a header from the beginning of a connection.
     *
     * @param octets all that has arrived until now
     * @return null if it is not complete
     */
    static ProxyHeader read(Buffer octets) throws Malformed {
        if (begins(octets, Version2.SIGNATURE)) {
            return Version2.read(octets);
        }
        if (begins(octets, Version1.NAME)) {
            return Version1.read(octets);
        }
        throw new Malformed("no PROXY header at the beginning of the connection");
    }

    /** Whether the octets begin with the signature, as far as they have arrived. */
    private static boolean begins(Buffer octets, byte[] signature) {
        int known = Math.min(octets.length(), signature.length);
        for (int i = 0; i < known; i++) {
            if (octets.getByte(i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    /** The text form: {@code PROXY TCP4 192.0.2.7 198.51.100.1 4711 25} and CR LF (section 2.1). */
    private static final class Version1 {
        private static final byte[] NAME = "PROXY ".getBytes(StandardCharsets.US_ASCII);
        private static final int WORDS = 6;

        private Version1() {}

        private static ProxyHeader read(Buffer octets) throws Malformed {
            int end = end(octets);
            if (end < 0) {
                return null;
            }
            String line = octets.getString(0, end, StandardCharsets.ISO_8859_1.name());
            String[] words = line.split(" ", -1);
            int length = end + 2;
            if (words[1].equals("UNKNOWN")) {
                return new ProxyHeader(null, null, false, length);
            }
            if (words.length != WORDS) {
                throw new Malformed("PROXY header with " + words.length
                        + " words, expected PROXY, TCP4 or TCP6, two addresses, two ports");
            }
            return new ProxyHeader(
                    endpoint(words[1], words[2], words[4]), endpoint(words[1], words[3], words[5]), false, length);
        }

        /** Where CR LF begins; negative if it is not there yet. */
        private static int end(Buffer octets) throws Malformed {
            int known = Math.min(octets.length(), VERSION_1_LIMIT);
            for (int i = 0; i < known; i++) {
                if (octets.getByte(i) == '\n') {
                    if (octets.getByte(i - 1) != '\r') {
                        throw new Malformed("PROXY header with a bare LF, expected CR LF at its end");
                    }
                    return i - 1;
                }
            }
            if (known == VERSION_1_LIMIT) {
                throw new Malformed("PROXY header without CR LF in its first " + VERSION_1_LIMIT + " octets");
            }
            return -1;
        }

        private static Client.Endpoint endpoint(String family, String address, String port) throws Malformed {
            boolean known = switch (family) {
                case "TCP4" -> IpAddresses.isIpv4(address);
                case "TCP6" -> IpAddresses.isIpv6(address);
                default -> false;
            };
            if (!known) {
                throw new Malformed("PROXY header with a family or address that is none of TCP4, TCP6, UNKNOWN");
            }
            return new Client.Endpoint(IpAddresses.canonical(address), port(port));
        }

        private static int port(String digits) throws Malformed {
            if (!digits.matches("0|[1-9]\\d{0,4}") || Integer.parseInt(digits) > 0xffff) {
                throw new Malformed("PROXY header with a port that is no number from 0 to 65535");
            }
            return Integer.parseInt(digits);
        }
    }

    /** The binary form (section 2.2): a signature, 4 octets, the addresses, and fields of type, length and value (TLV). */
    private static final class Version2 {
        private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
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

        private Version2(Buffer octets, int end) {
            this.octets = octets;
            this.family = octets.getUnsignedByte(13) >> 4;
            this.transport = octets.getUnsignedByte(13) & 0xf;
            this.end = end;
        }

        private static ProxyHeader read(Buffer octets) throws Malformed {
            if (octets.length() < FIXED) {
                return null;
            }
            int version = octets.getUnsignedByte(12) >> 4;
            int command = octets.getUnsignedByte(12) & 0xf;
            require(version == VERSION, "version " + version + ", expected 2");
            require(command == LOCAL || command == PROXY, "command " + command + ", expected 0 or 1");
            int end = FIXED + octets.getUnsignedShort(14);
            require(end <= VERSION_2_LIMIT, end + " octets, expected " + VERSION_2_LIMIT + " at most");
            if (octets.length() < end) {
                return null;
            }
            // Addresses in a LOCAL header are to be ignored (section 2.2).
            return command == LOCAL ? new ProxyHeader(null, null, true, end) : new Version2(octets, end).read();
        }

        private ProxyHeader read() throws Malformed {
            require(family < ADDRESSES.length && transport <= 2, "a family or transport that is none");
            int rest = FIXED + ADDRESSES[family];
            require(rest <= end, "fewer octets than its addresses take");
            checkRest(rest);
            boolean named = transport == STREAM && (family == INET || family == INET6);
            return named
                    ? new ProxyHeader(endpoint(0), endpoint(1), false, end)
                    // UNIX, UDP or UNSPEC: the proxy's own address is used.
                    : new ProxyHeader(null, null, false, end);
        }

        /** @param which 0 for the source, 1 for the destination */
        private Client.Endpoint endpoint(int which) {
            int size = family == INET ? 4 : 16;
            int at = FIXED + which * size;
            int port = FIXED + 2 * size + 2 * which;
            return IpAddresses.endpoint(octets.getBytes(at, at + size), octets.getUnsignedShort(port));
        }

        /** Checks the TLV fields; only the checksum is used. */
        private void checkRest(int begin) throws Malformed {
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

        private static void require(boolean right, String what) throws Malformed {
            if (!right) {
                throw new Malformed("PROXY header with " + what);
            }
        }
    }
}
