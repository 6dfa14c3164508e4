package dev.postern.smtp;

import dev.postern.contract.Endpoint;
import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Ends of connections in their one form: IPv6 as in RFC 5952, without a zone; an IPv4 address that is written as an IPv6 one
 * ({@code ::ffff:192.0.2.7}) as the IPv4 address.
 */
final class Endpoints {
    private Endpoints() {}

    /** An end of a socket. */
    static Endpoint of(SocketAddress address) {
        String host = address.hostAddress() == null ? address.host() : address.hostAddress();
        String known = address(host);
        return new Endpoint(known == null ? host : known, address.port());
    }

    /** @param octets 4 or 16 */
    static Endpoint of(byte[] octets, int port) {
        return new Endpoint(address(octets), port);
    }

    /** An address in its one form; null if the text is none. */
    static String address(String text) {
        if (NetUtil.isValidIpV4Address(text)) {
            return text;
        }
        int zone = text.indexOf('%');
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(zone < 0 ? text : text.substring(0, zone));
        return octets == null ? null : address(octets);
    }

    private static String address(byte[] octets) {
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(octets));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(octets.length + " octets of an address, expected 4 or 16", e);
        }
    }
}
