package dev.postern.smtp;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of TLS from time to time. What they have become counts for new handshakes, all of it or nothing: while one
 * of them cannot be used, or a key is not that of its certificate, those from before stay.
 */
final class TlsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

    private final TlsFiles files;
    private final Encryption encryption;
    private final Expiry expiry = new Expiry();
    private CertificateFiles seen;
    /** Said at the next look, if nothing has changed by then: until then somebody may be busy writing. */
    private BadFileException unsaid;

    private volatile long timer = -1;
    private volatile boolean ended;

    private TlsWatch(TlsFiles files, long patience) throws BadFileException {
        this.files = files;
        this.seen = CertificateFiles.read(files);
        Keyring keyring = seen.keyring();
        this.encryption = new Encryption(keyring, patience);
        expiry.look(keyring.identities(), Instant.now());
    }

    /**
     * Reads the files for the first time. Blocks.
     *
     * @param patience milliseconds for a handshake
     * @throws BadFileException if one of them cannot be used
     */
    static TlsWatch open(TlsFiles files, long patience) throws BadFileException {
        return new TlsWatch(files, patience);
    }

    Encryption encryption() {
        return encryption;
    }

    /** Looks again and again from here on, on a worker thread. */
    void begin(Vertx vertx) {
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

    void end(Vertx vertx) {
        ended = true;
        vertx.cancelTimer(timer);
    }

    /** Looks once. Blocks; one thread at a time. */
    void look() {
        CertificateFiles now = CertificateFiles.read(files);
        if (now.equals(seen)) {
            say();
            expiry.look(encryption.keyring().identities(), Instant.now());
            return;
        }
        seen = now;
        unsaid = null;
        try {
            Keyring fresh = now.keyring();
            encryption.use(fresh);
            LOG.info("new certificates are in use: {}", describe(fresh.identities()));
            expiry.look(fresh.identities(), Instant.now());
        } catch (BadFileException e) {
            unsaid = e;
        }
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

    private static String describe(List<Identity> identities) {
        return identities.stream()
                .map(identity ->
                        identity.file() + " (" + identity.certificate().getSubjectX500Principal() + ", valid until "
                                + identity.certificate().getNotAfter().toInstant() + ")")
                .collect(Collectors.joining(", "));
    }
}
