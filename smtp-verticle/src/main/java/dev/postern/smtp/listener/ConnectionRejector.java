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
 * Those who are not let in. Each gets one reply and no session, and is counted; the log has one line a second for all of them.
 * On one event loop.
 */
public final class ConnectionRejector {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRejector.class);
    /** So many are given the time to read why; the others are closed at once. */
    private static final int READERS = 500;

    private final String hostname;
    private final ServerMetrics meters;
    private final Map<RejectReason, Integer> counts = new EnumMap<>(RejectReason.class);
    private String last;
    private int readers;

    /** @param hostname the server's name, with which a greeting begins */
    public ConnectionRejector(String hostname, ServerMetrics meters) {
        this.hostname = hostname;
        this.meters = meters;
    }

    /**
     * Turns one away.
     *
     * @param detail for the log: who it was, and what else there is to say
     */
    void add(NetSocket socket, SmtpOptions.Listener listener, RejectReason why, String detail) {
        meters.turnedAway(listener.name(), why);
        counts.merge(why, 1, Integer::sum);
        last = detail;
        Reply reply = why.reply();
        // Who expects TLS does not understand a reply in clear.
        if (reply == null || listener.tls() == SmtpOptions.TlsMode.IMPLICIT) {
            socket.close();
            return;
        }
        meters.replied(reply.code());
        socket.write(Replies.asGreeting(hostname, reply).toWire());
        if (readers < READERS) {
            readers++;
            LingeringClose.begin(
                    ((NetSocketInternal) socket).channelHandlerContext().channel(), () -> readers--);
        } else {
            socket.close();
        }
    }

    /** What the log has of those since the last time. */
    public void summarise() {
        if (counts.isEmpty()) {
            return;
        }
        StringJoiner reasons = new StringJoiner(", ");
        counts.forEach((why, count) -> reasons.add(why.key() + " " + count));
        LOG.warn("connections were turned away: {}; the last was {}", reasons, last);
        counts.clear();
    }
}
