package dev.postern.smtp.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Verifies certificates of clients against the trusted authorities. A handshake fails only where a verified certificate is
 * required; where one is merely asked for, the client may show any, and plugins see whether it is verified.
 */
final class ClientTrustManager extends X509ExtendedTrustManager {
    /** No authority is trusted. */
    static final ClientTrustManager NONE = new ClientTrustManager(null, false);

    private static final X509Certificate[] NO_ISSUERS = {};

    private final X509TrustManager authorities;
    private final boolean required;

    private ClientTrustManager(X509TrustManager authorities, boolean required) {
        this.authorities = authorities;
        this.required = required;
    }

    /** Trusts the authorities in a file, and does not require a certificate of the client. */
    static ClientTrustManager of(PemFile file) throws CertificateFileException {
        List<X509Certificate> certificates = file.certificates();
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null);
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return new ClientTrustManager((X509TrustManager) factory.getTrustManagers()[0], false);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot verify certificates", e);
        }
    }

    /** Trusts the same authorities, and requires of each client a certificate that one of them has signed. */
    ClientTrustManager required() {
        return new ClientTrustManager(authorities, true);
    }

    /**
     * Whether a trusted authority has signed this certificate, its dates are right now, and it is one for clients (RFC 5280 6,
     * 4.2.1.12). Revocation is not checked.
     *
     * @param chain the client's own first
     */
    boolean isTrusted(X509Certificate[] chain) {
        try {
            verify(chain);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private void verify(X509Certificate[] chain) throws CertificateException {
        if (authorities == null) {
            throw new CertificateException("no authority is trusted");
        }
        // Java does not check the dates of a certificate that is itself among the trusted ones.
        chain[0].checkValidity();
        authorities.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        if (required) {
            verify(chain);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    /** Empty where a certificate is only asked for: many clients show none if no issuer that is named here has signed theirs. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return required && authorities != null ? authorities.getAcceptedIssuers() : NO_ISSUERS;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, type);
    }
}
