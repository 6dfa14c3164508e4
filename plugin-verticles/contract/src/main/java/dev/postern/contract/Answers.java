package dev.postern.contract;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

/** The failure codes with which an ask comes back without a decision, and the two ways to reply to one. */
public final class Answers {
    /** The plugin threw, its future failed, or it answered null. */
    public static final int EXCEPTION = 1;
    /** The event could not be read. */
    public static final int MALFORMED = 2;

    private static final DeliveryOptions BY_REFERENCE = Node.byReference();

    private Answers() {}

    static void local(Message<?> ask, Decision decision) {
        ask.reply(decision, BY_REFERENCE);
    }

    static void remote(Message<?> ask, Decision decision) {
        ask.reply(decision.toJson());
    }
}
