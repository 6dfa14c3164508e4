package dev.postern.smtp.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.dialogue.Terminal;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A plain client: it sends what the test says, and reads lines and replies. */
public final class Telnet implements Terminal {
    /** Below TLS, if there is any. */
    private final Socket bare;

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private KeyManager[] keys;

    public Telnet(int port) throws Exception {
        this(port, false);
    }

    public Telnet(int port, boolean tls) throws Exception {
        bare = new Socket("127.0.0.1", port);
        socket = bare;
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        if (tls) {
            handshake();
        } else {
            use(socket);
        }
    }

    /** The client has a certificate to show. */
    public Telnet with(X509Bundle certificate) throws Exception {
        keys = certificate.toKeyManagerFactory().getKeyManagers();
        return this;
    }

    public boolean isClosed() {
        return socket.isClosed();
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    /** Sends these characters as UTF-8, nothing added. */
    public Telnet send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return this;
    }

    @Override
    public Telnet send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
        return this;
    }

    public InputStream in() {
        return in;
    }

    /** Sends a line, and reads its reply. */
    public String ask(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** The whole of one reply, lines joined by LF; null if the server has closed the connection. */
    public String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            if (line == null) {
                return reply.isEmpty() ? null : reply.toString();
            }
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return reply.toString();
            }
        }
    }

    public Telnet expect(String start) throws IOException {
        String reply = reply();
        assertTrue(reply != null && reply.startsWith(start), "expected " + start + ", got " + reply);
        return this;
    }

    /** Sends a line and expects a reply that begins like this. */
    public Telnet expect(String line, String start) throws IOException {
        send(line + "\r\n");
        return expect(start);
    }

    /** The server has closed, and so does the client. */
    public void expectClosed() throws IOException {
        assertEquals(null, reply());
        socket.close();
    }

    /** The server has closed its side, and has not reset the connection. */
    public void expectEnd() throws IOException {
        assertEquals(-1, in.read());
    }

    public Telnet startTls() throws Exception {
        expect("STARTTLS", "220");
        handshake();
        return this;
    }

    @Override
    public void handshake() throws Exception {
        handshake("TLSv1.3", "TLSv1.2");
    }

    /** Gives the TLS socket, for tests that do more with it. */
    public SSLSocket handshake(String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new TrustAnybody()}, new SecureRandom());
        return handshake(context, new SSLParameters(null, protocols));
    }

    /** Begins TLS with these parameters; any certificate of the server is accepted. */
    SSLSocket handshake(SSLContext context, SSLParameters parameters) throws Exception {
        SSLSocket secure =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        use(secure);
        return secure;
    }

    @Override
    public void pass(long milliseconds) {
        throw new IllegalStateException("nobody waits for a real server");
    }

    /** Closes its side, by FIN and nothing else. */
    public Telnet end() throws IOException {
        bare.shutdownOutput();
        return this;
    }

    /** Closes its side, by close_notify and nothing else. */
    public Telnet notifyEnd() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Closes its side, and waits until the server has closed too. */
    public void hangUp() throws IOException {
        socket.shutdownOutput();
        awaitEnd();
    }

    /** Reads until the server has closed, and closes too. */
    void awaitEnd() throws IOException {
        while (read() >= 0) {}
        socket.close();
    }

    /** Closes with RST in place of FIN. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void use(Socket other) throws IOException {
        socket = other;
        in = other.getInputStream();
        out = other.getOutputStream();
    }

    @Override
    public String line() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        while (true) {
            int octet = read();
            if (octet < 0) {
                return octets.size() == 0 ? null : octets.toString(StandardCharsets.UTF_8);
            }
            if (octet == '\n') {
                return octets.toString(StandardCharsets.UTF_8).replace("\r", "");
            }
            octets.write(octet);
        }
    }

    /** A reset by the server is an end too. */
    private int read() throws IOException {
        try {
            return in.read();
        } catch (SocketException e) {
            return -1;
        }
    }

    static final class TrustAnybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
