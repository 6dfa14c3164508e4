package dev.postern.smtp.connection;

import dev.postern.contract.Reply;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.telemetry.ServerMetrics;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What goes to one client: replies are gathered, and leave together where they can. */
final class ReplyWriter {
    private static final int GATHERED_LIMIT = 16 * 1024;

    private final ClientSocket socket;
    private final ServerMetrics meters;
    /** Null where nothing was. */
    private Buffer gathered;

    private long sent;
    private boolean spoken;

    ReplyWriter(ClientSocket socket, ServerMetrics meters, SmtpOptions options) {
        this.socket = socket;
        this.meters = meters;
        socket.limit(options.limits().connection().output());
    }

    /** Octets so far. */
    long sent() {
        return sent;
    }

    /** @param international as below */
    void say(PendingReply step, boolean international) {
        if (step.before() != null) {
            say(step.before());
        }
        if (!step.held()) {
            for (Reply reply : step.replies()) {
                say(reply, international);
            }
        }
    }

    /** @param international whether the client understands UTF-8 in replies (RFC 6531 3.7.4) */
    void say(Reply reply, boolean international) {
        spoken = true;
        meters.replied(reply.code());
        Charset charset = international ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        gather(reply.toWire().getBytes(charset));
    }

    /** What a plugin sends, as it is. */
    void say(Buffer octets) {
        gather(octets.getBytes());
    }

    private void gather(byte[] octets) {
        gathered = (gathered == null ? Buffer.buffer() : gathered).appendBytes(octets);
        if (gathered.length() > GATHERED_LIMIT) {
            flush();
        }
    }

    /** Whether there was any reply yet, the greeting included. */
    boolean hasSpoken() {
        return spoken;
    }

    void flush() {
        if (gathered != null) {
            socket.write(take());
        }
    }

    /** Takes what was gathered, for the caller to send. */
    Buffer take() {
        Buffer octets = gathered;
        gathered = null;
        sent += octets.length();
        return octets;
    }

    /** Whether the client should read before more is said. */
    boolean isFull() {
        return socket.isFull();
    }

    /** Closes once the client has been sent everything; one that does not read is waited for without end. */
    void close() {
        flush();
        socket.close();
    }

    /** The same, and the client has the time to read the last reply, whatever it still sends. */
    void linger() {
        flush();
        socket.linger();
    }

    /** Closes now, whatever has not been sent. */
    void cut() {
        socket.cut();
    }
}
