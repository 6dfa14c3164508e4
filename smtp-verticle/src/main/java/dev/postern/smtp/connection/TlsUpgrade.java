package dev.postern.smtp.connection;

import dev.postern.contract.Tls;
import dev.postern.smtp.options.SmtpOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The TLS handshake of one socket. While the client owes it, words in clear are wrong, and encrypted ones impossible. */
final class TlsUpgrade {
    private final ClientSocket socket;
    private final ConnectionOwner port;
    private final SmtpOptions.Demand certificate;
    private boolean owed;

    /** @param certificate whether the client has to show one */
    TlsUpgrade(ClientSocket socket, ConnectionOwner port, SmtpOptions.Demand certificate) {
        this.socket = socket;
        this.port = port;
        this.certificate = certificate;
    }

    /** TLS comes first (RFC 8314): until {@link #begin()}, the ClientHello stays in the socket. */
    void expect() {
        owed = true;
        socket.pause();
    }

    /** Whether nothing can be said or heard until it is done. */
    boolean isOwed() {
        return owed;
    }

    /** Begins the handshake that was expected. */
    Future<Tls> begin() {
        Future<Tls> done = port.handshake(socket, false, certificate).map(this::done);
        socket.resume();
        return done;
    }

    /** Begins a handshake behind these last octets in clear (RFC 3207). */
    Future<Tls> begin(Buffer last) {
        owed = true;
        Future<Tls> done = port.handshake(socket, true, certificate).map(this::done);
        socket.write(last);
        return done;
    }

    private Tls done(Tls tls) {
        owed = false;
        return tls;
    }
}
