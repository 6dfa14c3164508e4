package dev.postern.contract.wire;

import dev.postern.contract.json.Keyed;
import java.util.List;

/** The commands on a live connection, with the arguments that each knows. */
public enum CommandKind implements Keyed {
    /** What is the case on the connection now. */
    INFO("info"),
    /** Octets to the client. */
    SEND("send", "octets"),
    /** Who the client is. */
    AUTHENTICATED("authenticated"),
    /** Says who the client is from now on. */
    SET_AUTHENTICATED("setAuthenticated", "user"),
    /** The TLS session. */
    SECURE("secure"),
    /** What the group keeps with the connection. */
    DATA("data"),
    /** Replaces it. */
    SET_DATA("setData", "data", "revision"),
    /** A piece of the message under judgement. */
    CONTENT("content", "transaction", "which", "offset", "length"),
    /** A last reply, and the end. */
    DISCONNECT("disconnect", "reply");

    private final String key;
    private final List<String> arguments;

    CommandKind(String key, String... arguments) {
        this.key = key;
        this.arguments = List.of(arguments);
    }

    /** The command's name in requests and in the configuration's {@code may}, as {@code setData}. */
    @Override
    public String key() {
        return key;
    }

    public List<String> arguments() {
        return arguments;
    }
}
