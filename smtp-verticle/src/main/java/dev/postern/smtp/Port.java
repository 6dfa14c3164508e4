package dev.postern.smtp;

import dev.postern.contract.Tls;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** What a {@link Wire} and its parts need of the verticle that owns it. */
interface Port {
    SmtpOptions options();

    /** Where the message of a transaction goes. */
    Incoming incoming(String transaction);

    /** Whether anything is read from the socket; before TLS is begun, nothing may be. */
    void listen(NetSocket socket, boolean on);

    /** Begins TLS, after these last octets in clear unless they are null. */
    Future<Tls> handshake(NetSocket socket, Buffer last, SmtpOptions.Demand certificate);

    /** The last word was written: the socket is closed so that the client can read it ({@link Farewell}). */
    void part(NetSocket socket);

    /** The wire is closed and its session is over. */
    void gone(Wire wire);
}
