package dev.postern.smtp;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of certificates that clients will not, or soon not, take for valid: once for each, and each state of it. */
final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final Duration SOON = Duration.ofDays(14);

    private Set<String> said = Set.of();

    void look(List<Identity> identities, Instant now) {
        Set<String> found = new LinkedHashSet<>();
        for (Identity identity : identities) {
            for (X509Certificate certificate : identity.chain()) {
                String state = state(certificate, now);
                if (state != null) {
                    found.add(line(identity.file(), certificate, state));
                }
            }
        }
        found.stream().filter(line -> !said.contains(line)).forEach(LOG::warn);
        said = found;
    }

    private static String line(Path file, X509Certificate certificate, String state) {
        return file + ": the certificate of " + certificate.getSubjectX500Principal() + state;
    }

    private static String state(X509Certificate certificate, Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isBefore(begin)) {
            return " is not valid before " + begin;
        }
        if (now.isAfter(end)) {
            return " has expired: it was valid until " + end;
        }
        return now.isAfter(end.minus(SOON)) ? " expires soon: it is valid until " + end : null;
    }
}
