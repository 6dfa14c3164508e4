package dev.postern.smtp.tls;

import dev.postern.smtp.options.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509KeyManager;

/** The files of TLS as they were at one moment: the server's certificates with their keys, and the trusted authorities. */
public final class CertificateFiles {
    private final TlsOptions named;
    private final Map<Path, PemFile> files = new LinkedHashMap<>();

    private CertificateFiles(TlsOptions named) {
        this.named = named;
        for (TlsOptions.Pair pair : named.pairs()) {
            files.computeIfAbsent(pair.certificate(), PemFile::read);
            files.computeIfAbsent(pair.key(), PemFile::read);
        }
        if (named.authorities() != null) {
            files.computeIfAbsent(named.authorities(), PemFile::read);
        }
    }

    /** Reads all of them. Blocks. */
    public static CertificateFiles read(TlsOptions named) {
        return new CertificateFiles(named);
    }

    /**
     * Reads and tries the files as a start does. Blocks.
     *
     * @return what is wrong with them, one flaw at most for each certificate and for the authorities
     */
    public static List<CertificateFileException> flaws(TlsOptions named) {
        CertificateFiles files = read(named);
        List<CertificateFileException> flaws = new ArrayList<>();
        for (TlsOptions.Pair pair : named.pairs()) {
            try {
                files.identity(pair);
            } catch (CertificateFileException e) {
                flaws.add(e);
            }
        }
        try {
            files.clients();
        } catch (CertificateFileException e) {
            flaws.add(e);
        }
        return flaws;
    }

    /** @throws CertificateFileException for the first of the files that cannot be used */
    TlsContext keyring() throws CertificateFileException {
        return TlsContext.of(identities(), clients());
    }

    /**
     * The server's certificates, for a server of another kind.
     *
     * @throws CertificateFileException for the first of the files that cannot be used
     */
    public X509KeyManager keyManager() throws CertificateFileException {
        return new SniKeyManager(identities());
    }

    private List<ServerCertificate> identities() throws CertificateFileException {
        List<ServerCertificate> identities = new ArrayList<>();
        for (TlsOptions.Pair pair : named.pairs()) {
            identities.add(identity(pair));
        }
        return identities;
    }

    /** A certificate with which a handshake succeeds. */
    private ServerCertificate identity(TlsOptions.Pair pair) throws CertificateFileException {
        ServerCertificate identity = ServerCertificate.of(files.get(pair.certificate()), files.get(pair.key()));
        TlsContext.rehearse(identity);
        return identity;
    }

    private ClientTrustManager clients() throws CertificateFileException {
        return named.authorities() == null
                ? ClientTrustManager.NONE
                : ClientTrustManager.of(files.get(named.authorities()));
    }

    /** Whether the same files held the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateFiles read && files.equals(read.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }
}
