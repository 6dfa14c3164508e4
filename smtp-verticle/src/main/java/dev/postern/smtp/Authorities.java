package dev.postern.smtp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Those whose signature below a client's certificate counts. */
final class Authorities {
    /** Nobody's does. */
    static final Authorities NONE = new Authorities(null);

    private final X509TrustManager trust;

    private Authorities(X509TrustManager trust) {
        this.trust = trust;
    }

    static Authorities of(PemFile file) throws BadFileException {
        List<X509Certificate> certificates = Pem.certificates(file.path(), file.text());
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null);
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return new Authorities((X509TrustManager) factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot verify certificates", e);
        }
    }

    X509Certificate[] certificates() {
        return trust == null ? new X509Certificate[0] : trust.getAcceptedIssuers();
    }

    /**
     * Whether one of them vouches for this client now: signatures, dates, and that it is a certificate for clients (RFC 5280 6,
     * 4.2.1.12). Whether it was revoked is not known.
     *
     * @param chain the client's own first
     */
    void verify(X509Certificate[] chain) throws CertificateException {
        if (trust == null) {
            throw new CertificateException("no authority is trusted");
        }
        // One that is trusted itself is not looked at any further.
        chain[0].checkValidity();
        trust.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
    }

    boolean vouchFor(X509Certificate[] chain) {
        try {
            verify(chain);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }
}
