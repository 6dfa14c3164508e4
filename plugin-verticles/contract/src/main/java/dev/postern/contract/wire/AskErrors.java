package dev.postern.contract.wire;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** The failure codes with which an ask comes back without a decision. */
public final class AskErrors {
    /** The plugin threw, its future failed, or it answered null. */
    public static final int EXCEPTION = 1;
    /** The event could not be read. */
    public static final int MALFORMED = 2;

    private AskErrors() {}

    /** Nobody is here any more: to the asker this is as if the address were gone, and it may ask elsewhere. */
    public static void none(Message<?> ask, String address) {
        ask.reply(new ReplyException(ReplyFailure.NO_HANDLERS, "No handlers for address " + address));
    }

    public static String typeOf(Object body) {
        return body == null ? "nothing" : body.getClass().getSimpleName();
    }
}
