package dev.postern.smtp.connection;

import dev.postern.contract.Tls;
import dev.postern.smtp.options.SmtpOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The TLS handshake of one socket. While it is pending, nothing can be read from the client or written to it. */
final class TlsUpgrade {
    private final ClientSocket socket;
    private final ConnectionOwner owner;
    private final SmtpOptions.Demand certificate;
    private boolean pending;

    /** @param certificate whether the client has to show one */
    TlsUpgrade(ClientSocket socket, ConnectionOwner owner, SmtpOptions.Demand certificate) {
        this.socket = socket;
        this.owner = owner;
        this.certificate = certificate;
    }

    /** TLS comes first (RFC 8314): until {@link #begin()}, the ClientHello stays in the socket. */
    void expect() {
        pending = true;
        socket.pause();
    }

    /** Whether a handshake is expected or under way. */
    boolean isPending() {
        return pending;
    }

    /** Begins the handshake that was expected. */
    Future<Tls> begin() {
        Future<Tls> done = owner.handshake(socket, false, certificate).map(this::done);
        socket.resume();
        return done;
    }

    /** Begins a handshake behind these last octets in clear (RFC 3207). */
    Future<Tls> begin(Buffer last) {
        pending = true;
        Future<Tls> done = owner.handshake(socket, true, certificate).map(this::done);
        socket.write(last);
        return done;
    }

    private Tls done(Tls tls) {
        pending = false;
        return tls;
    }
}
