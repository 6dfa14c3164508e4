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
 * Reloads certificates and keys when their files have changed, for new handshakes. Either all changes are used or none: while one
 * of the files cannot be used, or a key does not match its certificate, those from before stay in use. Warns of certificates that
 * are not valid, or expire soon.
 */
public final class CertificateReloader {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReloader.class);
    /** A certificate that expires within this time is warned of. */
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    private final TlsOptions files;
    private final TlsHandler tlsHandler;
    private CertificateFiles current;
    /** The warnings of certificates that were logged already: each is given once. */
    private Set<String> warned = Set.of();
    /** Logged at the next check if the files are still the same then: until then somebody may be busy writing them. */
    private CertificateFileException unreported;

    private volatile long timer = -1;
    private volatile boolean stopped;

    private CertificateReloader(TlsOptions files, long timeout) throws CertificateFileException {
        this.files = files;
        this.current = CertificateFiles.read(files);
        this.tlsHandler = new TlsHandler(current.context(), timeout);
        checkDates(Instant.now());
    }

    /**
     * Reads the files for the first time. Blocks.
     *
     * @param timeout milliseconds for a handshake
     * @throws CertificateFileException if one of them cannot be used
     */
    public static CertificateReloader open(TlsOptions files, long timeout) throws CertificateFileException {
        return new CertificateReloader(files, timeout);
    }

    public TlsHandler tlsHandler() {
        return tlsHandler;
    }

    /** Checks the files periodically from here on, on a worker thread. */
    public void start(Vertx vertx) {
        timer = vertx.setTimer(
                files.reload(),
                id -> vertx.executeBlocking(this::reload, false)
                        .onFailure(cause -> LOG.error("the files of TLS could not be looked at", cause))
                        .onComplete(done -> {
                            if (!stopped) {
                                start(vertx);
                            }
                        }));
    }

    public void stop(Vertx vertx) {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    /** Checks the files once, and reloads them if they have changed. Blocks; one thread at a time. */
    void checkFiles() {
        CertificateFiles now = CertificateFiles.read(files);
        if (now.equals(current)) {
            reportFailure();
            checkDates(Instant.now());
            return;
        }
        current = now;
        unreported = null;
        try {
            TlsContext context = now.context();
            tlsHandler.use(context);
            LOG.info("new certificates are in use: {}", describe(context.certificates()));
            checkDates(Instant.now());
        } catch (CertificateFileException e) {
            unreported = e;
        }
    }

    /** Warns once of each certificate, and of each state of it. */
    void checkDates(Instant now) {
        Set<String> warnings = new LinkedHashSet<>();
        for (ServerCertificate certificate : tlsHandler.context().certificates()) {
            for (X509Certificate one : certificate.chain()) {
                String state = state(one, now);
                if (state != null) {
                    warnings.add(certificate.file() + ": the certificate of " + one.getSubjectX500Principal() + state);
                }
            }
        }
        warnings.stream().filter(line -> !warned.contains(line)).forEach(LOG::warn);
        warned = warnings;
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
        return now.isAfter(end.minus(EXPIRES_SOON)) ? " expires soon: it is valid until " + end : null;
    }

    private Void reload() {
        checkFiles();
        return null;
    }

    private void reportFailure() {
        if (unreported != null) {
            LOG.warn("{}; the certificates from before stay in use", unreported.getMessage());
            unreported = null;
        }
    }

    private static String describe(List<ServerCertificate> certificates) {
        return certificates.stream()
                .map(certificate -> certificate.file() + " ("
                        + certificate.certificate().getSubjectX500Principal() + ", valid until "
                        + certificate.certificate().getNotAfter().toInstant() + ")")
                .collect(Collectors.joining(", "));
    }
}
