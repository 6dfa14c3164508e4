package dev.postern.smtp.dialogue;

import java.io.IOException;

/** A client of the server: sends octets and reads lines. */
public interface Terminal extends AutoCloseable {
    /** Sends these octets, nothing added. */
    Terminal send(byte[] octets) throws IOException;

    /** The next line without its CR LF; null if the server has closed the connection. */
    String line() throws IOException;

    /** Begins TLS. */
    void handshake() throws Exception;

    /** Lets so many milliseconds pass in which nothing is sent. */
    void pass(long milliseconds);

    @Override
    void close() throws IOException;
}
