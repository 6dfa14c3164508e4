package dev.postern.smtp.protocol;

import java.util.Arrays;

/**
 * Checks the {@code address-literal} of RFC 5321 4.1.3: {@code [192.0.2.7]} and {@code [IPv6:2001:db8::7]}. No other tag is
 * registered, so general literals are refused.
 */
final class AddressLiteral {
    private static final String IPV6_TAG = "IPv6:";
    /** Groups of 16 bits beside a {@code ::}, which stands for two at least. */
    private static final int GROUPS_BESIDE_GAP = 6;

    private AddressLiteral() {}

    static boolean isValid(String text) {
        if (text.length() < 2 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            return false;
        }
        String inner = text.substring(1, text.length() - 1);
        return Ascii.startsWith(inner, 0, IPV6_TAG)
                ? isIpv6(inner.substring(IPV6_TAG.length()))
                : IpAddresses.isIpv4(inner);
    }

    private static boolean isIpv6(String text) {
        // Any IPv6 address may be written with an IPv4 address at its end.
        int last = text.lastIndexOf(':') + 1;
        boolean endsInIpv4 = IpAddresses.isIpv4(text.substring(last));
        String address = endsInIpv4 ? text.substring(0, last) + "0:0" : text;
        return address.indexOf('.') < 0
                && IpAddresses.isIpv6(address)
                && (!address.contains("::") || groups(address) <= GROUPS_BESIDE_GAP);
    }

    private static long groups(String address) {
        return Arrays.stream(address.split(":"))
                .filter(group -> !group.isEmpty())
                .count();
    }
}
