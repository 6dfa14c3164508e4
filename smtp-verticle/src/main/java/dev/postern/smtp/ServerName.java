package dev.postern.smtp;

import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;

/** The host name that a client asks for when TLS begins (RFC 6066 3). */
final class ServerName {
    private static final int LENGTH_LIMIT = 253;

    private ServerName() {}

    /** In lower case; null if there is none, or what is there is no host name. */
    static String of(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return null;
        }
        return extended.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
                .filter(name -> name.length() <= LENGTH_LIMIT && DomainName.hasLabels(name, Ascii::isLetterOrDigit))
                .findFirst()
                .orElse(null);
    }
}
