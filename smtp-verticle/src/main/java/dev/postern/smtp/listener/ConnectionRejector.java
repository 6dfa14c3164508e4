package dev.postern.smtp.listener;

import dev.postern.contract.Reply;
import dev.postern.smtp.connection.LingeringClose;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.RejectReason;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.telemetry.ServerMetrics;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejects connections: each gets one reply and no session, and is counted; the log has one line a second for all of them. On one
 * event loop.
 */
public final class ConnectionRejector {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRejector.class);
    /** So many rejected clients at a time get a lingering close, to read the reply; the others are closed at once. */
    private static final int LINGERING_LIMIT = 500;

    private final String hostname;
    private final ServerMetrics meters;
    private final Map<RejectReason, Integer> counts = new EnumMap<>(RejectReason.class);
    private String last;
    private int lingering;

    /** @param hostname the server's name, with which a greeting begins */
    public ConnectionRejector(String hostname, ServerMetrics meters) {
        this.hostname = hostname;
        this.meters = meters;
    }

    /**
     * Rejects one connection.
     *
     * @param detail for the log: the client's address, and the reason if there is more to say
     */
    void reject(NetSocket socket, SmtpOptions.Listener listener, RejectReason reason, String detail) {
        meters.turnedAway(listener.name(), reason);
        counts.merge(reason, 1, Integer::sum);
        last = detail;
        Reply reply = reason.reply();
        // A client that expects TLS cannot read a reply in clear.
        if (reply == null || listener.tls() == SmtpOptions.TlsMode.IMPLICIT) {
            socket.close();
            return;
        }
        meters.replied(reply.code());
        socket.write(Replies.asGreeting(hostname, reply).toWire());
        if (lingering < LINGERING_LIMIT) {
            lingering++;
            LingeringClose.begin(
                    ((NetSocketInternal) socket).channelHandlerContext().channel(), () -> lingering--);
        } else {
            socket.close();
        }
    }

    /** Logs how many were rejected since the last call, and why. */
    public void summarise() {
        if (counts.isEmpty()) {
            return;
        }
        StringJoiner reasons = new StringJoiner(", ");
        counts.forEach((reason, count) -> reasons.add(reason.key() + " " + count));
        LOG.warn("connections were turned away: {}; the last was {}", reasons, last);
        counts.clear();
    }
}
