package dev.postern.smtp.protocol;

import dev.postern.contract.Reply;
import java.util.Arrays;
import java.util.List;

/** Why a connection is turned away before it is one, and the reply that it gets. */
public enum RejectReason {
    /** There are as many as {@code smtp.limits.connections} allows. */
    LIMIT("limit", Replies.TOO_MANY_CONNECTIONS),
    /** So many are open from this address. */
    ADDRESS("address", Replies.TOO_MANY_FROM_ADDRESS),
    /** So many are open from this network. */
    NETWORK("network", Replies.TOO_MANY_FROM_NETWORK),
    /** So many have come from this address within a minute. */
    RATE("rate", Replies.TOO_FAST),
    /** A proxy has not begun as it has to. */
    PROXY("proxy", null),
    /** The server is about to stop. */
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

    /** What is said to it, or null. */
    public Reply reply() {
        return reply;
    }
}
