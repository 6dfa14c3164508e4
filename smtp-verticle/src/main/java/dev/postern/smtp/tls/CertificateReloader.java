package dev.postern.smtp.tls;

import dev.postern.smtp.options.TlsOptions;
import io.vertx.core.Vertx;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of TLS from time to time. What they have become counts for new handshakes, all of it or nothing: while one
 * of them cannot be used, or a key is not that of its certificate, those from before stay. Warns of certificates that clients
 * will not, or soon not, take for valid.
 */
public final class CertificateReloader {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReloader.class);
    /** Less than this before its end a certificate is warned of. */
    private static final Duration SOON = Duration.ofDays(14);

    private final TlsOptions files;
    private final TlsHandler encryption;
    private CertificateFiles seen;
    /** Warnings of certificates that are not valid, or not for long: each is given once. */
    private Set<String> warned = Set.of();
    /** Said at the next look, if nothing has changed by then: until then somebody may be busy writing. */
    private CertificateFileException unsaid;

    private volatile long timer = -1;
    private volatile boolean ended;

    private CertificateReloader(TlsOptions files, long patience) throws CertificateFileException {
        this.files = files;
        this.seen = CertificateFiles.read(files);
        this.encryption = new TlsHandler(seen.keyring(), patience);
        checkDates(Instant.now());
    }

    /**
     * Reads the files for the first time. Blocks.
     *
     * @param patience milliseconds for a handshake
     * @throws CertificateFileException if one of them cannot be used
     */
    public static CertificateReloader open(TlsOptions files, long patience) throws CertificateFileException {
        return new CertificateReloader(files, patience);
    }

    public TlsHandler encryption() {
        return encryption;
    }

    /** Looks again and again from here on, on a worker thread. */
    public void begin(Vertx vertx) {
        timer = vertx.setTimer(
                files.reload(),
                id -> vertx.executeBlocking(this::looked, false)
                        .onFailure(cause -> LOG.error("the files of TLS could not be looked at", cause))
                        .onComplete(done -> {
                            if (!ended) {
                                begin(vertx);
                            }
                        }));
    }

    public void end(Vertx vertx) {
        ended = true;
        vertx.cancelTimer(timer);
    }

    /** Looks once. Blocks; one thread at a time. */
    void look() {
        CertificateFiles now = CertificateFiles.read(files);
        if (now.equals(seen)) {
            say();
            checkDates(Instant.now());
            return;
        }
        seen = now;
        unsaid = null;
        try {
            TlsContext fresh = now.keyring();
            encryption.use(fresh);
            LOG.info("new certificates are in use: {}", describe(fresh.identities()));
            checkDates(Instant.now());
        } catch (CertificateFileException e) {
            unsaid = e;
        }
    }

    /** Warns once of each certificate, and of each state of it. */
    void checkDates(Instant now) {
        Set<String> found = new LinkedHashSet<>();
        for (ServerCertificate identity : encryption.keyring().identities()) {
            for (X509Certificate certificate : identity.chain()) {
                String state = state(certificate, now);
                if (state != null) {
                    found.add(
                            identity.file() + ": the certificate of " + certificate.getSubjectX500Principal() + state);
                }
            }
        }
        found.stream().filter(line -> !warned.contains(line)).forEach(LOG::warn);
        warned = found;
    }

    /** Null if it is valid, and for some time to come. */
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

    private Void looked() {
        look();
        return null;
    }

    private void say() {
        if (unsaid != null) {
            LOG.warn("{}; the certificates from before stay in use", unsaid.getMessage());
            unsaid = null;
        }
    }

    private static String describe(List<ServerCertificate> identities) {
        return identities.stream()
                .map(identity ->
                        identity.file() + " (" + identity.certificate().getSubjectX500Principal() + ", valid until "
                                + identity.certificate().getNotAfter().toInstant() + ")")
                .collect(Collectors.joining(", "));
    }
}
