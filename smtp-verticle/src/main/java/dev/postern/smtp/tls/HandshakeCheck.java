package dev.postern.smtp.tls;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * Tries a handshake between the server and a client of its own, in memory: shows that a certificate can be used, and loads
 * the classes that the first client would have to wait for otherwise.
 */
final class HandshakeCheck {
    /** A handshake takes four or five rounds. */
    private static final int ROUNDS_LIMIT = 20;

    private static final int FLIGHT_LIMIT = 256 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private HandshakeCheck() {}

    /** @throws SSLException if no client could shake hands with this server */
    static void run(SSLEngine server) throws SSLException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        SSLEngine client = context.createSSLEngine();
        client.setUseClientMode(true);
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(FLIGHT_LIMIT);
        ByteBuffer toClient = ByteBuffer.allocate(FLIGHT_LIMIT);
        for (int round = 0; isBusy(client) || isBusy(server); round++) {
            if (round == ROUNDS_LIMIT) {
                throw new SSLException("the handshake does not end");
            }
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
    }

    /** Reads what the other side has sent, and writes the answer. */
    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer plaintext = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        in.flip();
        boolean more = true;
        while (more) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> engine.wrap(NOTHING, out);
                case NEED_UNWRAP ->
                    more = in.hasRemaining() && engine.unwrap(in, plaintext).bytesConsumed() > 0;
                default -> more = false;
            }
        }
        in.compact();
    }

    private static boolean isBusy(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }
}
