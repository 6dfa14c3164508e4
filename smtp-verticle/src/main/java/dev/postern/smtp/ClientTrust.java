package dev.postern.smtp;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What becomes of a handshake in which the client shows a certificate: it fails only where a verified one is required. Where
 * one is merely asked for, plugins are told of any.
 */
final class ClientTrust extends X509ExtendedTrustManager {
    private final Authorities authorities;
    private final boolean required;

    ClientTrust(Authorities authorities, boolean required) {
        this.authorities = authorities;
        this.required = required;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        if (required) {
            authorities.verify(chain);
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
        return required ? authorities.certificates() : new X509Certificate[0];
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
