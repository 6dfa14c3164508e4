package dev.postern.smtp.protocol;

import dev.postern.contract.Reply;
import java.util.Arrays;
import java.util.List;

/** Why a connection is rejected before it has a session, and the reply that it gets. */
public enum RejectReason {
    /** {@code smtp.limits.connections} are open. */
    LIMIT("limit", Replies.TOO_MANY_CONNECTIONS),
    /** {@code smtp.limits.connections-per-address} are open from this address. */
    ADDRESS("address", Replies.TOO_MANY_FROM_ADDRESS),
    /** {@code smtp.limits.connections-per-network} are open from this network. */
    NETWORK("network", Replies.TOO_MANY_FROM_NETWORK),
    /** {@code smtp.limits.connections-per-minute} have come from this address within a minute. */
    RATE("rate", Replies.TOO_FAST),
    /** A proxy has not sent a valid PROXY header in time. */
    PROXY("proxy", null),
    /** The server shuts down. */
    SHUTDOWN("shutdown", Replies.SHUTDOWN);

    public static final List<String> KEYS =
            Arrays.stream(values()).map(RejectReason::key).toList();

    private final String key;
    private final Reply reply;

    RejectReason(String key, Reply reply) {
        this.key = key;
        this.reply = reply;
    }

    public String key() {
        return key;
    }

    /** The reply in place of a greeting, or null if the connection is closed without one. */
    public Reply reply() {
        return reply;
    }
}
