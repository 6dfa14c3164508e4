package dev.postern.smtp;

import dev.postern.contract.Endpoint;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * What a proxy says in front of a connection that it hands over: the PROXY protocol, version 1 and 2 (haproxy's
 * {@code proxy-protocol.txt}).
 *
 * @param client the end that the proxy speaks for, or null if it does not say: then its own is the client
 * @param local the address that the client connected to, or null likewise
 * @param own whether nobody is handed over, and the proxy speaks for itself, as in health checks
 * @param length of the header in octets
 */
record ProxyHeader(Endpoint client, Endpoint local, boolean own, int length) {
    private static final byte[] NAME = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** What the header says that may not be: the text names it, and what was expected. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String text) {
            // Peers cause it at will: no stack trace is taken.
            super(text, null, false, false);
        }
    }

    /**
     * Reads a header from the beginning of a connection.
     *
     * @param octets all that has come until now
     * @return null if it is not complete
     */
    static ProxyHeader read(Buffer octets) throws Malformed {
        if (begins(octets, ProxyHeaderV2.SIGNATURE)) {
            return ProxyHeaderV2.read(octets);
        }
        if (begins(octets, NAME)) {
            return ProxyHeaderV1.read(octets);
        }
        throw new Malformed("no PROXY header at the beginning of the connection");
    }

    /** Whether the octets are those of the signature, as far as there are any. */
    private static boolean begins(Buffer octets, byte[] signature) {
        int known = Math.min(octets.length(), signature.length);
        for (int i = 0; i < known; i++) {
            if (octets.getByte(i) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
