package dev.postern.smtp.protocol;

import dev.postern.contract.Client;
import dev.postern.contract.Network;
import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Reads IP addresses without DNS, and writes each in one canonical form: IPv6 as in RFC 5952, without a zone; an IPv4 address
 * that is written as an IPv6 one ({@code ::ffff:192.0.2.7}) as the IPv4 address.
 */
public final class IpAddresses {
    private IpAddresses() {}

    /** Whether the text is four decimal numbers with dots between them. */
    public static boolean isIpv4(String text) {
        return NetUtil.isValidIpV4Address(text);
    }

    /** Whether the text is an IPv6 address, neither in brackets nor with a zone. */
    public static boolean isIpv6(String text) {
        return text.indexOf('[') < 0 && text.indexOf('%') < 0 && NetUtil.isValidIpV6Address(text);
    }

    /** The canonical form of an address; null if the text is none. */
    public static String canonical(String text) {
        if (isIpv4(text)) {
            return text;
        }
        Network alone = Network.around(text, Integer.SIZE, 4 * Integer.SIZE);
        return alone == null ? null : canonical(alone.octets());
    }

    private static String canonical(byte[] octets) {
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(octets));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(octets.length + " octets of an address, expected 4 or 16", e);
        }
    }

    /** The endpoint of a socket's address. */
    public static Client.Endpoint endpoint(SocketAddress address) {
        String host = address.hostAddress() == null ? address.host() : address.hostAddress();
        String known = canonical(host);
        return new Client.Endpoint(known == null ? host : known, address.port());
    }

    /** @param octets 4 or 16 */
    public static Client.Endpoint endpoint(byte[] octets, int port) {
        return new Client.Endpoint(canonical(octets), port);
    }
}
