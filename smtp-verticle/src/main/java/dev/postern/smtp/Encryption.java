package dev.postern.smtp;

import dev.postern.contract.Tls;
import dev.postern.smtp.SmtpOptions.Demand;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS for clients, from the first octet (RFC 8314) or after STARTTLS (RFC 3207). The handler goes into the socket's pipeline
 * at once, before the 220 leaves: there is no moment at which an octet in clear could pass for one that was encrypted. Safe to
 * use from any thread.
 */
final class Encryption {
    private static final long HANDSHAKE_LIMIT = 10_000;

    private final long limit;
    private volatile Keyring keyring;

    /** @param patience milliseconds for a handshake, 10 seconds at most */
    Encryption(Keyring keyring, long patience) {
        this.keyring = keyring;
        this.limit = Math.min(patience, HANDSHAKE_LIMIT);
    }

    /** What handshakes that begin now have. */
    Keyring keyring() {
        return keyring;
    }

    /** Handshakes that begin from here on have these certificates; what has begun goes on as it is. */
    void use(Keyring other) {
        keyring = other;
    }

    /**
     * Begins a handshake.
     *
     * @param last octets that the client gets in clear before it; null: this is the client's turn
     * @param certificate whether the client has to show one
     */
    Future<Tls> begin(ClientSocket socket, Buffer last, Demand certificate) {
        Keyring current = keyring;
        SSLEngine engine = current.engine(certificate);
        Promise<SSLEngine> shaken = Promise.promise();
        install(socket, engine, last != null, shaken);
        if (last != null) {
            socket.write(last);
        }
        return shaken.future().compose(done -> {
            try {
                return Future.succeededFuture(current.describe(done.getSession(), certificate));
            } catch (SSLPeerUnverifiedException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private void install(ClientSocket socket, SSLEngine engine, boolean afterReply, Promise<SSLEngine> shaken) {
        ChannelHandlerContext channel = socket.channel();
        SslHandler handler = new SslHandler(engine, afterReply, task -> {
            if (shaken.future().isComplete()) {
                // Only TLS 1.2 has tasks after the handshake: a second one, which nobody needs and attackers like.
                ClientSocket.cut(channel.channel());
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
}
