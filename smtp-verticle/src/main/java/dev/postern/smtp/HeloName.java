package dev.postern.smtp;

/**
 * The name that a client gives itself in EHLO, HELO or LHLO (RFC 5321 4.1.1.1): ASCII only, an international name comes
 * as A-labels (RFC 6531 3.7.1). Underscores are accepted, since too many hosts have one in their name.
 */
final class HeloName {
    /** Octets of a domain (RFC 5321 4.5.3.1.2). */
    private static final int LIMIT = 255;

    private HeloName() {}

    /** What HELO takes. */
    static boolean isDomain(String name) {
        return name != null
                && name.length() <= LIMIT
                && DomainName.hasLabels(name, c -> Ascii.isLetterOrDigit(c) || c == '_');
    }

    /** What EHLO takes. */
    static boolean isDomainOrLiteral(String name) {
        return isDomain(name) || name != null && name.length() <= LIMIT && AddressLiteral.isValid(name);
    }
}
