package dev.postern.smtp;

import dev.postern.contract.Tls;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * TLS for clients, from the first octet (RFC 8314) or after STARTTLS (RFC 3207). The handler goes into the socket's pipeline
 * at once, before the 220 leaves: there is no moment at which an octet in clear could pass for one that was encrypted.
 */
final class Encryption {
    private static final long HANDSHAKE_LIMIT = 10_000;

    private final SslContext atOnce;
    private final SslContext afterReply;
    private final long limit;

    private Encryption(SslContext atOnce, SslContext afterReply, long limit) {
        this.atOnce = atOnce;
        this.afterReply = afterReply;
        this.limit = limit;
    }

    /**
     * Reads certificate and key. Blocks.
     *
     * @param certificate PEM, the server's own first, then those that signed it
     * @param key PEM, PKCS 8
     * @param patience milliseconds for a handshake, 10 seconds at most
     * @throws IOException naming the file, if one cannot be read or does not hold what is expected
     */
    static Encryption of(Path certificate, Path key, long patience) throws IOException {
        return new Encryption(
                context(certificate, key, false), context(certificate, key, true), Math.min(patience, HANDSHAKE_LIMIT));
    }

    /** Begins a handshake: this is the client's turn. */
    Future<Tls> begin(ClientSocket socket) {
        return install(atOnce, socket);
    }

    /** Begins a handshake after these last octets in clear. */
    Future<Tls> begin(ClientSocket socket, Buffer last) {
        Future<Tls> handshake = install(afterReply, socket);
        socket.write(last);
        return handshake;
    }

    private Future<Tls> install(SslContext context, ClientSocket socket) {
        ChannelHandlerContext channel = socket.channel();
        Promise<Tls> secured = Promise.promise();
        SslHandler handler = context.newHandler(channel.alloc(), task -> {
            if (secured.future().isComplete()) {
                // Only TLS 1.2 has tasks after the handshake: a second one, which nobody needs and attackers like.
                ClientSocket.cut(channel.channel());
            } else {
                task.run();
            }
        });
        handler.setHandshakeTimeout(limit, TimeUnit.MILLISECONDS);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                secured.complete(describe(handler.engine().getSession()));
            } else {
                secured.fail(done.cause());
            }
        });
        channel.pipeline().addFirst("ssl", handler);
        return secured.future();
    }

    private static Tls describe(SSLSession session) {
        return new Tls(session.getProtocol(), session.getCipherSuite(), null, null);
    }

    private static SslContext context(Path certificate, Path key, boolean afterReply) throws IOException {
        try (InputStream chain = Files.newInputStream(certificate);
                InputStream secret = Files.newInputStream(key)) {
            return SslContextBuilder.forServer(chain, secret)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .startTls(afterReply)
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException(
                    "certificate " + certificate + " with key " + key + ", expected a PEM chain and its PKCS 8 key: "
                            + e.getMessage(),
                    e);
        }
    }
}
