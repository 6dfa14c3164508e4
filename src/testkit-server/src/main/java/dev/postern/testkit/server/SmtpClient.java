package dev.postern.testkit.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * A client on a bare socket, as simple as telnet: it says what the test says, no more, and reads what the server says. It
 * waits a minute for a reply at most. A reply that is not as expected is an {@link AssertionError} that shows both; what goes wrong
 * with the connection is an {@link UncheckedIOException}.
 */
public final class SmtpClient implements AutoCloseable {
    private static final int PATIENCE = 60_000;
    private static final int BUFFER = 1 << 16;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private interface Act<T> {
        T run() throws IOException;
    }

    private SmtpClient(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        use(socket);
    }

    /** Connects to a port of this machine; the greeting is still to be read. */
    public static SmtpClient connect(int port) {
        return io(() -> new SmtpClient(new Socket("127.0.0.1", port)));
    }

    /** The same where TLS begins at once; any certificate will do. */
    public static SmtpClient connectTls(int port) {
        SmtpClient client = connect(port);
        client.handshake();
        return client;
    }

    /**
     * Plays a dialogue, one line each: {@code C:} is said as it stands, {@code S:} is how the server's next reply must begin.
     * {@code S: (closed)} expects that the server hangs up.
     *
     * <pre>{@code
     * C: RCPT TO:<nobody@example.org>
     * S: 550 5.1.1
     * }</pre>
     */
    public SmtpClient play(String dialogue) {
        for (String line :
                dialogue.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
            String said = line.substring(Math.min(2, line.length())).stripLeading();
            if (line.startsWith("C:")) {
                send(said + "\r\n");
            } else if (line.equals("S: (closed)")) {
                expectClosed();
            } else if (line.startsWith("S:")) {
                expect(said);
            } else {
                throw new IllegalArgumentException("line '" + line + "' of a dialogue, expected C: or S:");
            }
        }
        return this;
    }

    /** Says a line and gives the reply. */
    public String ask(String line) {
        send(line + "\r\n");
        return reply();
    }

    /** Says a line, expects a reply that begins so, and gives it whole. */
    public String ask(String line, String start) {
        send(line + "\r\n");
        return expect(start);
    }

    /** Reads a reply, expects that it begins so, and gives it whole. */
    public String expect(String start) {
        String reply = reply();
        if (reply == null || !reply.startsWith(start)) {
            throw new AssertionError("expected a reply that begins with '" + start + "', got "
                    + (reply == null ? "the end of the connection" : "'" + reply + "'"));
        }
        return reply;
    }

    /** Expects that the server says nothing more and hangs up. */
    public void expectClosed() {
        String reply = reply();
        if (reply != null) {
            throw new AssertionError("expected the end of the connection, got '" + reply + "'");
        }
    }

    /** These characters in UTF-8, nothing added. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** These octets, nothing added. */
    public void send(byte[] octets) {
        io(() -> {
            out.write(octets);
            out.flush();
            return null;
        });
    }

    /** Content with its dots stuffed, and the end of it (RFC 5321 4.5.2). */
    public void sendContent(byte[] content) {
        ByteArrayOutputStream stuffed = new ByteArrayOutputStream(content.length + 5);
        boolean atLineStart = true;
        for (byte octet : content) {
            if (atLineStart && octet == '.') {
                stuffed.write('.');
            }
            stuffed.write(octet);
            atLineStart = octet == '\n';
        }
        stuffed.writeBytes((atLineStart ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
        send(stuffed.toByteArray());
    }

    /** Reads the greeting and says EHLO; gives the reply with its extensions. */
    public String greet() {
        expect("220");
        return ask("EHLO client.example.com", "250");
    }

    /**
     * A whole transaction that is taken.
     *
     * @param from the reverse-path in its brackets, and the parameters of MAIL
     * @param to the forward-path in its brackets
     */
    public void mail(String from, String to, byte[] content) {
        ask("MAIL FROM:" + from, "250");
        ask("RCPT TO:" + to, "250");
        ask("DATA", "354");
        sendContent(content);
        expect("250");
    }

    /** STARTTLS and the handshake; any certificate will do. What follows is EHLO. */
    public void startTls() {
        ask("STARTTLS", "220");
        handshake();
    }

    /** The client's side of a TLS handshake, nothing said before. */
    public void handshake() {
        io(() -> {
            try {
                use(AnyCertificate.handshake(socket));
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            return null;
        });
    }

    /** One whole reply, its lines joined by LF; null if the server has closed the connection. */
    public String reply() {
        return io(() -> {
            StringBuilder reply = new StringBuilder();
            for (String line = line(); line != null; line = line()) {
                reply.append(reply.isEmpty() ? "" : "\n").append(line);
                if (line.length() < 4 || line.charAt(3) == ' ') {
                    break;
                }
            }
            return reply.isEmpty() ? null : reply.toString();
        });
    }

    /** Goes without a word. */
    @Override
    public void close() {
        io(() -> {
            socket.close();
            return null;
        });
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = read();
        for (; octet >= 0 && octet != '\n'; octet = read()) {
            line.write(octet);
        }
        boolean ended = octet < 0 && line.size() == 0;
        return ended ? null : line.toString(StandardCharsets.UTF_8).replace("\r", "");
    }

    /** A connection that is reset has ended too. */
    private int read() throws IOException {
        try {
            return in.read();
        } catch (SocketException e) {
            return -1;
        }
    }

    private void use(Socket other) throws IOException {
        socket = other;
        in = new BufferedInputStream(other.getInputStream());
        out = new BufferedOutputStream(other.getOutputStream(), BUFFER);
    }

    private static <T> T io(Act<T> act) {
        try {
            return act.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
