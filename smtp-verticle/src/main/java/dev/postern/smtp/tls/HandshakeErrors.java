package dev.postern.smtp.tls;

import dev.postern.smtp.protocol.Ascii;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;

/** Says for the log why a handshake failed. */
public final class HandshakeErrors {
    private static final int LENGTH_LIMIT = 200;

    private HandshakeErrors() {}

    /** Leaves out what the client has sent in clear, as it may be a password. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof NotSslRecordException) {
            return "what the client sent is no TLS";
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return "the client took too long";
        }
        if (cause instanceof ClosedChannelException) {
            return "the client has left";
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : Ascii.cut(message.replaceAll("\\p{Cntrl}", " "), LENGTH_LIMIT);
    }
}
