package dev.postern.smtp.connection;

import dev.postern.contract.Tls;
import dev.postern.smtp.content.MessageWriter;
import dev.postern.smtp.options.SmtpOptions;
import io.vertx.core.Future;

/** What a {@link SmtpConnection} and its parts need of the verticle that owns it. */
public interface ConnectionOwner {
    SmtpOptions options();

    /** Where the message of a transaction goes. */
    MessageWriter incoming(String transaction);

    /**
     * Begins TLS.
     *
     * @param afterReply whether the next octets that are written still go in clear, and the handshake begins behind them
     */
    Future<Tls> handshake(ClientSocket socket, boolean afterReply, SmtpOptions.Demand certificate);

    /** The connection is closed and its session is over. */
    void gone(SmtpConnection connection);
}
