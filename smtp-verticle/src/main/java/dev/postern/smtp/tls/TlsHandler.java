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
 * TLS for clients, from the first octet (RFC 8314) or after STARTTLS (RFC 3207). The handler goes into the socket's pipeline
 * at once, before the 220 leaves: there is no moment at which an octet in clear could pass for one that was encrypted. Safe to
 * use from any thread.
 */
public final class TlsHandler {
    private static final long HANDSHAKE_LIMIT = 10_000;

    private final long limit;
    private volatile TlsContext keyring;

    /** @param patience milliseconds for a handshake, 10 seconds at most */
    TlsHandler(TlsContext keyring, long patience) {
        this.keyring = keyring;
        this.limit = Math.min(patience, HANDSHAKE_LIMIT);
    }

    /** What handshakes that begin now have. */
    TlsContext keyring() {
        return keyring;
    }

    /** Handshakes that begin from here on have these certificates; what has begun goes on as it is. */
    void use(TlsContext other) {
        keyring = other;
    }

    /**
     * Begins a handshake.
     *
     * @param channel where the handler goes in
     * @param afterReply whether the next octets that are written still go in clear (RFC 3207); else this is the client's turn
     * @param certificate whether the client has to show one
     */
    public Future<Tls> begin(ChannelHandlerContext channel, boolean afterReply, Demand certificate) {
        TlsContext current = keyring;
        SSLEngine engine = current.engine(certificate);
        Promise<SSLEngine> shaken = Promise.promise();
        install(channel, engine, afterReply, shaken);
        return shaken.future().compose(done -> {
            try {
                return Future.succeededFuture(current.describe(done.getSession(), certificate));
            } catch (SSLPeerUnverifiedException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private void install(
            ChannelHandlerContext channel, SSLEngine engine, boolean afterReply, Promise<SSLEngine> shaken) {
        SslHandler handler = new SslHandler(engine, afterReply, task -> {
            if (shaken.future().isComplete()) {
                // Only TLS 1.2 has tasks after the handshake: a second one, which nobody needs and attackers like.
                cut(channel);
            } else {
                task.run();
            }
        });
        handler.setHandshakeTimeout(limit, TimeUnit.MILLISECONDS);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                shaken.complete(engine);
            } else {
                shaken.fail(done.cause());
            }
        });
        channel.pipeline().addFirst("ssl", handler);
    }

    /** At once: the handler is passed by, as it would say close_notify first. */
    private static void cut(ChannelHandlerContext channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }
}
