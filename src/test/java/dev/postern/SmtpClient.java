package dev.postern;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client on a bare socket: it says what the test says, and waits for no more than a bounded time. */
final class SmtpClient implements AutoCloseable {
    private static final int PATIENCE = 30_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private SmtpClient(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE);
        use(socket);
    }

    static SmtpClient connect(int port) throws IOException {
        return new SmtpClient(new Socket("127.0.0.1", port));
    }

    static SmtpClient connectTls(int port) throws IOException {
        SmtpClient client = connect(port);
        client.handshake();
        return client;
    }

    /** Says a line, expects a reply that begins so, and returns it whole. */
    String ask(String line, String expected) throws IOException {
        send((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return expect(expected);
    }

    String expect(String start) throws IOException {
        String reply = reply();
        assertTrue(reply.startsWith(start), () -> "expected " + start + ", got " + reply);
        return reply;
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** Sends content with its dots stuffed, and the end of it. */
    void sendContent(byte[] content) throws IOException {
        boolean atLineStart = true;
        for (byte octet : content) {
            if (atLineStart && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            atLineStart = octet == '\n';
        }
        send(".\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** A whole transaction, the greeting done. */
    void mail(String from, String to, byte[] content) throws IOException {
        ask("MAIL FROM:" + from, "250");
        ask("RCPT TO:" + to, "250");
        ask("DATA", "354");
        sendContent(content);
        expect("250 2.0.0");
    }

    void startTls() throws IOException {
        ask("STARTTLS", "220");
        handshake();
    }

    /** One whole reply, its lines joined by LF; nothing if the connection is closed. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return reply.toString();
            }
        }
    }

    /** Goes without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = read(); octet >= 0 && octet != '\n'; octet = read()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8).replace("\r", "");
    }

    /** A connection that is reset has ended too. */
    private int read() throws IOException {
        try {
            return in.read();
        } catch (SocketException e) {
            return -1;
        }
    }

    void handshake() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAnybody()}, new SecureRandom());
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 0, true);
            secure.startHandshake();
            use(secure);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void use(Socket other) throws IOException {
        socket = other;
        in = new BufferedInputStream(other.getInputStream());
        out = new BufferedOutputStream(other.getOutputStream(), 1 << 16);
    }

    private static final class TrustAnybody implements X509TrustManager {
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
