package dev.postern.launcher.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP as it goes over the wire, for what no client would send. */
public final class RawHttp implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    private final AutoCloseable connection;
    private final InputStream in;
    private final OutputStream out;

    private RawHttp(AutoCloseable connection, InputStream in, OutputStream out) {
        this.connection = connection;
        this.in = in;
        this.out = out;
    }

    public static RawHttp unix(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        return new RawHttp(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    public static RawHttp tcp(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return of(socket);
    }

    static RawHttp of(Socket socket) throws IOException {
        return new RawHttp(socket, socket.getInputStream(), socket.getOutputStream());
    }

    /** A request without a body. */
    public RawHttp send(String line, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: x\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return raw(request + "\r\n");
    }

    public RawHttp raw(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** The next reply: its head, and its body. */
    public String reply() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed after '" + head + "'");
            }
            head.append((char) octet);
        }
        Matcher length = LENGTH.matcher(head);
        int octets = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return head + new String(in.readNBytes(octets), StandardCharsets.UTF_8);
    }

    /** Waits for the end of the connection. */
    public boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
