package dev.postern.smtp;

/**
 * The {@code address-literal} of RFC 5321 4.1.3: {@code [192.0.2.7]} and {@code [IPv6:2001:db8::7]}. No other tag has ever
 * been registered, so general literals are refused. Nothing here can cause a look-up.
 */
final class AddressLiteral {
    private static final String IPV6_TAG = "IPV6:";

    private AddressLiteral() {}

    static boolean isValid(String text) {
        if (text.length() < 2 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            return false;
        }
        String inner = text.substring(1, text.length() - 1);
        return Ascii.startsWith(inner, 0, IPV6_TAG) ? isIpv6(inner.substring(IPV6_TAG.length())) : isIpv4(inner);
    }

    private static boolean isIpv4(String text) {
        String[] numbers = text.split("\\.", -1);
        if (numbers.length != 4) {
            return false;
        }
        for (String number : numbers) {
            if (number.isEmpty()
                    || number.length() > 3
                    || !number.chars().allMatch(Ascii::isDigit)
                    || Integer.parseInt(number) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        int left = gap == 0 ? 0 : groups(text.substring(0, gap), false);
        int right = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), true);
        // "::" stands for two groups at least (RFC 5321 4.1.3).
        return left >= 0 && right >= 0 && left + right <= 6;
    }

    /** How many groups of 16 bits the text holds, an IPv4 address at its end being two; -1 if it is malformed. */
    private static int groups(String text, boolean mayEndInIpv4) {
        String[] groups = text.split(":", -1);
        int last = groups.length - 1;
        boolean endsInIpv4 = mayEndInIpv4 && groups[last].indexOf('.') >= 0;
        if (endsInIpv4 && !isIpv4(groups[last])) {
            return -1;
        }
        for (int i = 0; i < (endsInIpv4 ? last : groups.length); i++) {
            if (!isHexGroup(groups[i])) {
                return -1;
            }
        }
        return groups.length + (endsInIpv4 ? 1 : 0);
    }

    private static boolean isHexGroup(String group) {
        return !group.isEmpty()
                && group.length() <= 4
                && group.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
    }
}
