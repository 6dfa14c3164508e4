package dev.postern.smtp.tls;

import dev.postern.contract.Tls;
import dev.postern.smtp.options.SmtpOptions.Demand;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/** The certificates, keys and trusted authorities of all handshakes, as they were in the files at one moment. Safe to use from any thread. */
final class TlsContext {
    /** Size of the session cache, which only clients of TLS 1.2 without tickets use. */
    private static final int SESSIONS_LIMIT = 1_000;
    /** How long a session can be resumed; the keys of session tickets are kept as long. */
    private static final int SESSION_SECONDS = 3_600;

    private final List<ServerCertificate> certificates;
    private final ClientTrustManager clientTrust;
    /** One for each demand, so that a session which began without a client certificate is not resumed where one is required. */
    private final Map<Demand, SSLContext> contexts = new EnumMap<>(Demand.class);

    private TlsContext(List<ServerCertificate> certificates, ClientTrustManager clientTrust)
            throws GeneralSecurityException {
        this.certificates = List.copyOf(certificates);
        this.clientTrust = clientTrust;
        for (Demand demand : Demand.values()) {
            contexts.put(demand, context(demand));
        }
    }

    /** @param certificates one at least */
    static TlsContext of(List<ServerCertificate> certificates, ClientTrustManager clientTrust) {
        try {
            return new TlsContext(certificates, clientTrust);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** @throws CertificateFileException if a handshake with this certificate fails */
    static void checkHandshake(ServerCertificate certificate) throws CertificateFileException {
        try {
            HandshakeCheck.run(of(List.of(certificate), ClientTrustManager.NONE).engine(Demand.NO));
        } catch (SSLException | GeneralSecurityException e) {
            throw new CertificateFileException(
                    certificate.file(), "cannot be used for TLS by this Java: " + HandshakeErrors.reason(e));
        }
    }

    List<ServerCertificate> certificates() {
        return certificates;
    }

    /** The server's end of a new connection. */
    SSLEngine engine(Demand certificate) {
        return TlsPolicy.apply(contexts.get(certificate).createSSLEngine(), certificate);
    }

    /**
     * Describes the session of a finished handshake for plugins.
     *
     * @throws SSLPeerUnverifiedException if a verified certificate is required and there is none
     */
    Tls describe(SSLSession session, Demand demanded) throws SSLPeerUnverifiedException {
        Certificate[] own = session.getLocalCertificates();
        return new Tls(
                session.getProtocol(),
                session.getCipherSuite(),
                SniKeyManager.serverName(session),
                demanded == Demand.NO ? null : clientCertificate(session, demanded),
                own == null || own.length == 0 ? null : ChannelBinding.of((X509Certificate) own[0]));
    }

    /** The client's certificate; it is verified again, as a resumed session may be older than the trust or the certificate's end. */
    private Tls.Certificate clientCertificate(SSLSession session, Demand demanded) throws SSLPeerUnverifiedException {
        Certificate[] chain;
        try {
            chain = session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            if (demanded == Demand.REQUIRED) {
                throw e;
            }
            return null;
        }
        X509Certificate[] shown = Arrays.copyOf(chain, chain.length, X509Certificate[].class);
        boolean verified = clientTrust.isTrusted(shown);
        if (demanded == Demand.REQUIRED && !verified) {
            throw new SSLPeerUnverifiedException("the client's certificate is not valid any more");
        }
        return ClientCertificate.of(shown[0], verified);
    }

    private SSLContext context(Demand demand) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {new SniKeyManager(certificates)},
                new TrustManager[] {demand == Demand.REQUIRED ? clientTrust.required() : clientTrust},
                null);
        context.getServerSessionContext().setSessionCacheSize(SESSIONS_LIMIT);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }
}
