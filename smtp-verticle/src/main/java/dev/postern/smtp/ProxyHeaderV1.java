package dev.postern.smtp;

import dev.postern.contract.Endpoint;
import io.netty.util.NetUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** The PROXY header for people: {@code PROXY TCP4 192.0.2.7 198.51.100.1 4711 25} and CR LF (section 2.1). */
final class ProxyHeaderV1 {
    /** Octets at most, CR LF included. */
    static final int LIMIT = 107;

    private static final int WORDS = 6;

    private ProxyHeaderV1() {}

    static ProxyHeader read(Buffer octets) throws ProxyHeader.Malformed {
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
            throw new ProxyHeader.Malformed("PROXY header with " + words.length
                    + " words, expected PROXY, TCP4 or TCP6, two addresses, two ports");
        }
        return new ProxyHeader(
                endpoint(words[1], words[2], words[4]), endpoint(words[1], words[3], words[5]), false, length);
    }

    /** Where CR LF begins; negative if it is not there yet. */
    private static int end(Buffer octets) throws ProxyHeader.Malformed {
        int known = Math.min(octets.length(), LIMIT);
        for (int i = 0; i < known; i++) {
            if (octets.getByte(i) == '\n') {
                if (octets.getByte(i - 1) != '\r') {
                    throw new ProxyHeader.Malformed("PROXY header with a bare LF, expected CR LF at its end");
                }
                return i - 1;
            }
        }
        if (known == LIMIT) {
            throw new ProxyHeader.Malformed("PROXY header without CR LF in its first " + LIMIT + " octets");
        }
        return -1;
    }

    private static Endpoint endpoint(String family, String address, String port) throws ProxyHeader.Malformed {
        boolean known = switch (family) {
            case "TCP4" -> NetUtil.isValidIpV4Address(address);
            case "TCP6" -> isBare(address) && NetUtil.isValidIpV6Address(address);
            default -> false;
        };
        if (!known) {
            throw new ProxyHeader.Malformed(
                    "PROXY header with a family or address that is none of TCP4, TCP6, UNKNOWN");
        }
        return new Endpoint(Endpoints.address(address), port(port));
    }

    /** Neither in brackets nor with a zone. */
    private static boolean isBare(String address) {
        return address.indexOf('[') < 0 && address.indexOf('%') < 0;
    }

    private static int port(String digits) throws ProxyHeader.Malformed {
        if (!digits.matches("0|[1-9]\\d{0,4}") || Integer.parseInt(digits) > 0xffff) {
            throw new ProxyHeader.Malformed("PROXY header with a port that is no number from 0 to 65535");
        }
        return Integer.parseInt(digits);
    }
}
