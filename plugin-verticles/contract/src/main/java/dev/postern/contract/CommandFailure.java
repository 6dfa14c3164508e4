package dev.postern.contract;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** Why a command failed; the code travels as {@link ReplyException#failureCode()}. */
public enum CommandFailure {
    /** The owner knows no such connection, or it is closed or about to close. */
    UNKNOWN_CONNECTION(1),
    /** The key is wrong, or the configuration ({@code may}) does not let the group do this. */
    FORBIDDEN(2),
    /** An unknown command, or a bad argument. */
    MALFORMED(3),
    /** The data has changed since the revision named. */
    STALE(4),
    /** The data, or the octets to send, are more than 64 KiB. */
    TOO_LARGE(5),
    /** Not now: too many commands are open, the client does not read, or a TLS handshake is not done. */
    BUSY(6),
    /** The content's stage is settled, and the content with it. */
    GONE(7),
    /** The owner of the connection did not answer, or nobody is there; what was asked for may have been done. */
    NO_ANSWER(8);

    private final int code;

    CommandFailure(int code) {
        this.code = code;
    }

    /** 1 to 8. */
    public int code() {
        return code;
    }

    /** Why a command's future failed; null if this is no failure of a command. */
    public static CommandFailure of(Throwable failure) {
        if (!(failure instanceof ReplyException reply)) {
            return null;
        }
        if (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) {
            return NO_ANSWER;
        }
        for (CommandFailure known : values()) {
            if (known.code == reply.failureCode()) {
                return known;
            }
        }
        return null;
    }

    /** What a command's future fails with. */
    public ReplyException because(String reason) {
        return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, name() + ": " + reason);
    }
}
