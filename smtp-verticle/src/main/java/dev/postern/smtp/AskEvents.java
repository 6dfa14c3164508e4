package dev.postern.smtp;

import dev.postern.contract.Stage;

/** What can be counted of asking groups. Called on the event loop of the SMTP verticle that asks; must not block. */
interface AskEvents {
    /** Nobody counts. */
    AskEvents NONE = new AskEvents() {};

    /** One more ask is open. */
    default void began(String group, Stage stage) {}

    /** One ask is open no more; this is what the group said, or how it failed. Once for each {@link #began}. */
    default void ended(String group, Stage stage, Answer answer) {}

    /** An ask that got no answer is asked elsewhere. */
    default void repeated(String group, Stage stage) {}

    /** An answer came after its ask had ended, or a failure while another target was asked: it changed nothing. */
    default void late(String group, Stage stage) {}

    /** The same of the answer {@code delivered}: the message may have been refused to its client and stored nevertheless. */
    default void lateDelivered(String group) {}

    /** A desk was passed over, as too many asks are open to it. */
    default void overloaded(String group, Stage stage) {}

    /**
     * A breaker has changed.
     *
     * @param change 1 when it opened, -1 when it closed or its target is gone: their sum is how many are open
     */
    default void breaker(String group, int change) {}
}
