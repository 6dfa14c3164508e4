package dev.postern.recipients;

import java.net.IDN;
import java.util.Locale;

/**
 * One form for all spellings of a domain: in lower case, and as the DNS has it (A-labels, RFC 5890). Java maps by IDNA2003, so
 * {@code straße} comes out as {@code strasse}.
 */
final class Domain {
    private static final int LIMIT = 255;

    private Domain() {}

    /** The form to compare and look up; what is no domain name stays as it is, in lower case. */
    static String key(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The same for a domain of the configuration.
     *
     * @throws IllegalArgumentException if it is neither a domain name nor an address literal
     */
    static String require(String domain) {
        if (domain.matches("\\[[0-9A-Za-z.:-]+]")) {
            return domain.toLowerCase(Locale.ROOT);
        }
        try {
            String name = IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED | IDN.USE_STD3_ASCII_RULES)
                    .toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !name.endsWith(".") && name.length() <= LIMIT) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(complaint(domain), e);
        }
        throw new IllegalArgumentException(complaint(domain));
    }

    private static String complaint(String domain) {
        return "domain '" + domain + "', expected a name like example.org or an address literal like [192.0.2.7]";
    }
}
