package dev.postern.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that waits for what it reads. */
final class Peer implements AutoCloseable {
    private static final int PATIENCE = 60_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /** @param address of the loopback network, from which it connects */
    Peer(int port, String address) throws IOException {
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Peer send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** The code of the next reply; 0 if the server has closed the connection. */
    int reply() throws IOException {
        while (true) {
            String line = line();
            if (line == null) {
                return 0;
            }
            if (line.length() < 4 || line.charAt(3) != '-') {
                return Integer.parseInt(line.substring(0, 3));
            }
        }
    }

    Peer expect(int code) throws IOException {
        int reply = reply();
        if (reply != code) {
            throw new IOException("expected " + code + ", got " + reply);
        }
        return this;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return null;
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Closes with RST. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
