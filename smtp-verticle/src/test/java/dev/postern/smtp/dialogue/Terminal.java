package dev.postern.smtp.dialogue;

import java.io.IOException;

/** The client's end of a connection: what is typed goes to the server, and what it says can be read. */
public interface Terminal extends AutoCloseable {
    /** Sends these octets, nothing added. */
    Terminal send(byte[] octets) throws IOException;

    /** The next line without its CR LF; null if the server has closed the connection. */
    String line() throws IOException;

    /** Begins TLS. */
    void handshake() throws Exception;

    /** Lets so many milliseconds pass in which nothing is typed. */
    void pass(long milliseconds);

    @Override
    void close() throws IOException;
}
