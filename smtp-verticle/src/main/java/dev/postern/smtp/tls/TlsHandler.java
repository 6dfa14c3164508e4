package dev.postern.smtp.tls;

import dev.postern.contract.Tls;
import dev.postern.smtp.options.SmtpOptions.Demand;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Begins TLS with clients, from the first octet (RFC 8314) or after STARTTLS (RFC 3207). Netty's handler is put into the socket's
 * pipeline at once, before the 220 to STARTTLS is sent, so that no octet in clear can be taken for an encrypted one. Safe to use
 * from any thread.
 */
public final class TlsHandler {
    private static final long HANDSHAKE_TIMEOUT = 10_000;

    private final long timeout;
    private volatile TlsContext context;

    /** @param timeout milliseconds for a handshake, 10 seconds at most */
    TlsHandler(TlsContext context, long timeout) {
        this.context = context;
        this.timeout = Math.min(timeout, HANDSHAKE_TIMEOUT);
    }

    /** The certificates and keys of handshakes that begin now. */
    TlsContext context() {
        return context;
    }

    /** Uses other certificates for handshakes that begin from here on; connections that have begun TLS keep theirs. */
    void use(TlsContext other) {
        context = other;
    }

    /**
     * Begins a handshake.
     *
     * @param channel the socket's, to whose pipeline the handler is added
     * @param afterReply whether the next octets that are written, the reply to STARTTLS, still go in clear (RFC 3207)
     * @param certificate whether the client has to show one
     */
    public Future<Tls> begin(ChannelHandlerContext channel, boolean afterReply, Demand certificate) {
        TlsContext current = context;
        SSLEngine engine = current.engine(certificate);
        Promise<SSLEngine> handshake = Promise.promise();
        install(channel, engine, afterReply, handshake);
        return handshake.future().compose(done -> {
            try {
                return Future.succeededFuture(current.describe(done.getSession(), certificate));
            } catch (SSLPeerUnverifiedException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private void install(
            ChannelHandlerContext channel, SSLEngine engine, boolean afterReply, Promise<SSLEngine> handshake) {
        SslHandler handler = new SslHandler(engine, afterReply, task -> {
            if (handshake.future().isComplete()) {
                // A task after the handshake is a renegotiation of TLS 1.2, which costs the server much: the connection
                // is closed.
                closeAtOnce(channel);
            } else {
                task.run();
            }
        });
        handler.setHandshakeTimeout(timeout, TimeUnit.MILLISECONDS);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                handshake.complete(engine);
            } else {
                handshake.fail(done.cause());
            }
        });
        channel.pipeline().addFirst("ssl", handler);
    }

    /** Closes below the TLS handler, which would send close_notify first. */
    private static void closeAtOnce(ChannelHandlerContext channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }
}
