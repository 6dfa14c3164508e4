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
 * The authorities whose signature below a client's certificate counts, and what becomes of a handshake in which the client
 * shows a certificate: it fails only where a verified one is required. Where one is merely asked for, plugins are told of any.
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

    /** Trusts the certificates in a file, and requires none of the client. */
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
     * Whether an authority vouches for this client now: signatures, dates, and that it is a certificate for clients (RFC 5280 6,
     * 4.2.1.12). Whether it was revoked is not known.
     *
     * @param chain the client's own first
     */
    boolean vouchFor(X509Certificate[] chain) {
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
        // One that is trusted itself is not looked at any further.
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

    /** Many a client keeps a certificate to itself that none of these has signed. */
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
