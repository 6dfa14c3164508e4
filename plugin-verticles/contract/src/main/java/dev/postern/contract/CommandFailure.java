package dev.postern.contract;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** Why a command failed; the code travels as {@link ReplyException#failureCode()}. */
public enum CommandFailure {
    /** No such connection here, or it is closed. */
    UNKNOWN_CONNECTION(1),
    /** The key is wrong, or the configuration ({@code may}) does not let the group do this. */
    FORBIDDEN(2),
    /** An unknown command, or a bad argument. */
    MALFORMED(3),
    /** The data has changed since the revision named. */
    STALE(4),
    /** The data is larger than 64 KiB. */
    TOO_LARGE(5),
    /** Too many commands are open. */
    BUSY(6),
    /** The content's stage is settled, and the content with it. */
    GONE(7),
    /** The owner of the connection did not answer. */
    NO_ANSWER(8);

    private final int code;

    CommandFailure(int code) {
        this.code = code;
    }

    /** 1 to 8. */
    public int code() {
        return code;
    }

    /** What a command's future fails with. */
    public ReplyException because(String reason) {
        return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, name() + ": " + reason);
    }
}
