package dev.postern.smtp;

/**
 * The name that a client gives itself in EHLO, HELO or LHLO (RFC 5321 4.1.1.1): ASCII only, an international name comes
 * as A-labels (RFC 6531 3.7.1). Underscores and a final dot are accepted, since too many hosts have one in their name.
 */
final class HeloName {
    /** Octets of a domain (RFC 5321 4.5.3.1.2). */
    private static final int LIMIT = 255;

    private HeloName() {}

    /** What HELO takes. */
    static boolean isDomain(String name) {
        return name != null
                && name.length() <= LIMIT
                && DomainName.hasLabels(withoutRoot(name), c -> Ascii.isLetterOrDigit(c) || c == '_');
    }

    private static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** What EHLO takes. */
    static boolean isDomainOrLiteral(String name) {
        return isDomain(name) || name != null && name.length() <= LIMIT && AddressLiteral.isValid(name);
    }
}
