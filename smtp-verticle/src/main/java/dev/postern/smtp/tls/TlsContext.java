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

/** All that handshakes need, as the files had it at one moment. Safe to use from any thread. */
final class TlsContext {
    /** Only clients of TLS 1.2 without tickets have a place in the cache. */
    private static final int SESSIONS_LIMIT = 1_000;
    /** What a ticket was sealed with is kept as long. */
    private static final int SESSION_SECONDS = 3_600;

    private final List<ServerCertificate> identities;
    private final ClientTrustManager clients;
    /** One for each demand: a session that began where less is demanded cannot go on where it is more. */
    private final Map<Demand, SSLContext> contexts = new EnumMap<>(Demand.class);

    private TlsContext(List<ServerCertificate> identities, ClientTrustManager clients) throws GeneralSecurityException {
        this.identities = List.copyOf(identities);
        this.clients = clients;
        for (Demand demand : Demand.values()) {
            contexts.put(demand, context(demand));
        }
    }

    /** @param identities one at least */
    static TlsContext of(List<ServerCertificate> identities, ClientTrustManager clients) {
        try {
            return new TlsContext(identities, clients);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** @throws CertificateFileException if a handshake with this certificate fails */
    static void rehearse(ServerCertificate identity) throws CertificateFileException {
        try {
            HandshakeCheck.play(of(List.of(identity), ClientTrustManager.NONE).engine(Demand.NO));
        } catch (SSLException | GeneralSecurityException e) {
            throw new CertificateFileException(
                    identity.file(), "cannot be used for TLS by this Java: " + HandshakeErrors.reason(e));
        }
    }

    List<ServerCertificate> identities() {
        return identities;
    }

    /** The server's end of a new connection. */
    SSLEngine engine(Demand certificate) {
        return TlsPolicy.apply(contexts.get(certificate).createSSLEngine(), certificate);
    }

    /**
     * What came of a handshake.
     *
     * @throws SSLPeerUnverifiedException if a verified certificate is required and there is none
     */
    Tls describe(SSLSession session, Demand demanded) throws SSLPeerUnverifiedException {
        Certificate[] own = session.getLocalCertificates();
        return new Tls(
                session.getProtocol(),
                session.getCipherSuite(),
                SniKeyManager.serverName(session),
                demanded == Demand.NO ? null : shown(session, demanded),
                own == null || own.length == 0 ? null : ChannelBinding.of((X509Certificate) own[0]));
    }

    /** Verified now, whatever it was when a session began that goes on here. */
    private Tls.Certificate shown(SSLSession session, Demand demanded) throws SSLPeerUnverifiedException {
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
        boolean verified = clients.vouchFor(shown);
        if (demanded == Demand.REQUIRED && !verified) {
            throw new SSLPeerUnverifiedException("the client's certificate is not valid any more");
        }
        return ClientCertificate.of(shown[0], verified);
    }

    private SSLContext context(Demand demand) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {new SniKeyManager(identities)},
                new TrustManager[] {demand == Demand.REQUIRED ? clients.required() : clients},
                null);
        context.getServerSessionContext().setSessionCacheSize(SESSIONS_LIMIT);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }
}
