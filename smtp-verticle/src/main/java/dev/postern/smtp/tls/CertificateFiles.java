package dev.postern.smtp.tls;

import dev.postern.smtp.options.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509KeyManager;

/** The files of TLS as they were read at one moment: the server's certificates with their keys, and the trusted authorities. */
public final class CertificateFiles {
    private final TlsOptions options;
    private final Map<Path, PemFile> files = new LinkedHashMap<>();

    private CertificateFiles(TlsOptions options) {
        this.options = options;
        for (TlsOptions.Pair pair : options.pairs()) {
            files.computeIfAbsent(pair.certificate(), PemFile::read);
            files.computeIfAbsent(pair.key(), PemFile::read);
        }
        if (options.authorities() != null) {
            files.computeIfAbsent(options.authorities(), PemFile::read);
        }
    }

    /** Reads all of them. Blocks. */
    public static CertificateFiles read(TlsOptions options) {
        return new CertificateFiles(options);
    }

    /**
     * Reads and checks the files as the start of a server does. Blocks.
     *
     * @return what is wrong with them, one flaw at most for each certificate and for the authorities
     */
    public static List<CertificateFileException> flaws(TlsOptions options) {
        CertificateFiles files = read(options);
        List<CertificateFileException> flaws = new ArrayList<>();
        for (TlsOptions.Pair pair : options.pairs()) {
            try {
                files.certificate(pair);
            } catch (CertificateFileException e) {
                flaws.add(e);
            }
        }
        try {
            files.clientTrust();
        } catch (CertificateFileException e) {
            flaws.add(e);
        }
        return flaws;
    }

    /** @throws CertificateFileException for the first of the files that cannot be used */
    TlsContext context() throws CertificateFileException {
        return TlsContext.of(certificates(), clientTrust());
    }

    /**
     * Chooses one of the certificates by the name that a client asks for (SNI, RFC 6066 3).
     *
     * @throws CertificateFileException for the first of the files that cannot be used
     */
    public X509KeyManager keyManager() throws CertificateFileException {
        return new SniKeyManager(certificates());
    }

    private List<ServerCertificate> certificates() throws CertificateFileException {
        List<ServerCertificate> certificates = new ArrayList<>();
        for (TlsOptions.Pair pair : options.pairs()) {
            certificates.add(certificate(pair));
        }
        return certificates;
    }

    /** Reads one pair, and checks that a handshake with it succeeds. */
    private ServerCertificate certificate(TlsOptions.Pair pair) throws CertificateFileException {
        ServerCertificate certificate = ServerCertificate.of(files.get(pair.certificate()), files.get(pair.key()));
        TlsContext.checkHandshake(certificate);
        return certificate;
    }

    private ClientTrustManager clientTrust() throws CertificateFileException {
        return options.authorities() == null
                ? ClientTrustManager.NONE
                : ClientTrustManager.of(files.get(options.authorities()));
    }

    /** Whether the files had the same content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateFiles read && files.equals(read.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }
}
