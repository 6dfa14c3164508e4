package dev.postern.smtp.testing;

import io.netty.pkitesting.X509Bundle;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A client with TLS parameters of its own. Later handshakes of the same client may resume its session. */
public final class TlsClient {
    private final SSLContext context = SSLContext.getInstance("TLS");
    private final SSLParameters parameters = new SSLParameters(null, new String[] {"TLSv1.3", "TLSv1.2"});

    public TlsClient() throws Exception {
        this(null);
    }

    /** @param shown the certificate that it shows if it is asked, or null */
    public TlsClient(X509Bundle shown) throws Exception {
        KeyManager[] keys = shown == null ? null : shown.toKeyManagerFactory().getKeyManagers();
        context.init(keys, new TrustManager[] {new Telnet.TrustAnybody()}, new SecureRandom());
    }

    public TlsClient asking(String host) {
        return asking(new SNIHostName(host));
    }

    public TlsClient asking(SNIServerName name) {
        parameters.setServerNames(List.of(name));
        return this;
    }

    public TlsClient protocols(String... names) {
        parameters.setProtocols(names);
        return this;
    }

    public TlsClient ciphers(String... names) {
        parameters.setCipherSuites(names);
        return this;
    }

    /** Sends a few commands, so that session tickets arrive too, and quits. */
    public SSLSession visit(TestServer server) throws Exception {
        try (Telnet client = server.connect(TestServer.STARTTLS)) {
            client.expect("220").expect("EHLO a.example", "250").expect("STARTTLS", "220");
            SSLSocket socket = client.handshake(context, parameters);
            client.expect("EHLO a.example", "250").expect("QUIT", "221");
            return socket.getSession();
        }
    }

    /** The certificate that the server shows. */
    public X509Certificate certificate(TestServer server) throws Exception {
        return (X509Certificate) visit(server).getPeerCertificates()[0];
    }
}
