package dev.postern.contract;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A network of IP addresses, as {@code 192.0.2.0/24} or {@code 2001:db8::/32} (RFC 4632, RFC 4291 2.3). A single address is a
 * network of its own. An IPv4 address that is written as an IPv6 one ({@code ::ffff:192.0.2.7}) is the IPv4 address.
 */
public final class Network {
    private static final int MAPPED = 12;

    private final byte[] first;
    private final int prefix;

    private Network(byte[] first, int prefix) {
        this.first = first;
        this.prefix = prefix;
    }

    /**
     * Reads a network.
     *
     * @param text an address, or an address, {@code /} and the number of its leading bits that count
     * @throws IllegalArgumentException naming the text and what was expected; also if bits behind the leading ones are set
     */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] octets = address.indexOf('%') < 0 ? octets(address) : null;
        if (octets == null) {
            throw new IllegalArgumentException(
                    "'" + text + "', expected an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32");
        }
        int bits = octets.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(text, text.substring(slash + 1), bits);
        Network network = around(octets, prefix);
        if (!Arrays.equals(network.first, octets)) {
            throw new IllegalArgumentException(
                    "'" + text + "' has bits behind its first " + prefix + ", expected " + network);
        }
        return network;
    }

    /**
     * The network of this size that an address is in.
     *
     * @param address IPv4 or IPv6, without a zone
     * @param ipv4 the leading bits that count of an IPv4 address, 0 to 32
     * @param ipv6 the same of an IPv6 address, 0 to 128
     * @return null if the address is none
     */
    public static Network around(String address, int ipv4, int ipv6) {
        byte[] octets = octets(address);
        return octets == null ? null : around(octets, octets.length == Integer.BYTES ? ipv4 : ipv6);
    }

    /** Whether an address is in this network; false for what is no address. */
    public boolean contains(String address) {
        byte[] octets = octets(address);
        return octets != null && contains(octets);
    }

    private boolean contains(byte[] octets) {
        return octets.length == first.length && Arrays.equals(masked(octets, prefix), first);
    }

    /** Whether an address is in one of these networks; false for what is no address. */
    public static boolean anyContains(List<Network> networks, String address) {
        byte[] octets = networks.isEmpty() ? null : octets(address);
        if (octets != null) {
            for (Network network : networks) {
                if (network.contains(octets)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The number of leading bits that count. */
    public int prefix() {
        return prefix;
    }

    /** The octets of its first address: 4 of IPv4, 16 of IPv6. */
    public byte[] octets() {
        return first.clone();
    }

    private static Network around(byte[] octets, int prefix) {
        return new Network(masked(octets, prefix), prefix);
    }

    private static int prefix(String text, String digits, int bits) {
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bits) {
            throw new IllegalArgumentException(
                    "'" + text + "': '" + digits + "' leading bits, expected a number from 0 to " + bits);
        }
        return Integer.parseInt(digits);
    }

    private static byte[] masked(byte[] octets, int prefix) {
        byte[] masked = new byte[octets.length];
        int whole = prefix / Byte.SIZE;
        System.arraycopy(octets, 0, masked, 0, whole);
        int rest = prefix % Byte.SIZE;
        if (rest > 0) {
            masked[whole] = (byte) (octets[whole] & 0xff << Byte.SIZE - rest);
        }
        return masked;
    }

    /** Null if it is no address. */
    private static byte[] octets(String address) {
        int zone = address.indexOf('%');
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(zone < 0 ? address : address.substring(0, zone));
        return octets != null && isMapped(octets) ? Arrays.copyOfRange(octets, MAPPED, octets.length) : octets;
    }

    private static boolean isMapped(byte[] octets) {
        if (octets.length == Integer.BYTES) {
            return false;
        }
        for (int i = 0; i < MAPPED; i++) {
            if (octets[i] != (i < 10 ? 0 : (byte) 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** The canonical form (RFC 5952), always with the number of leading bits. */
    @Override
    public String toString() {
        return NetUtil.bytesToIpAddress(first) + "/" + prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && prefix == network.prefix && Arrays.equals(first, network.first);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(first), prefix);
    }
}
