package dev.postern.smtp;

import dev.postern.contract.Tls;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** What a {@link Wire} and its parts need of the verticle that owns it. */
interface Port {
    SmtpOptions options();

    /** Where the message of a transaction goes. */
    Incoming incoming(String transaction);

    /** Begins TLS, after these last octets in clear unless they are null. */
    Future<Tls> handshake(ClientSocket socket, Buffer last, SmtpOptions.Demand certificate);

    /** The wire is closed and its session is over. */
    void gone(Wire wire);
}
