package dev.postern.testkit.conformance;

import dev.postern.contract.Stage;

/**
 * Something that a plugin does and must not do.
 *
 * @param stage where, or null if it is not bound to one
 * @param text what exactly, for people
 */
public record Finding(Kind kind, Stage stage, String text) {
    /** What a plugin can do wrong. */
    public enum Kind {
        /** It could not be deployed. */
        START,
        /** What it declares does not fit together. */
        DECLARATION,
        /** No answer within the budget, or none for one of the recipients of {@code deliver}. */
        NO_ANSWER,
        /** It answered after its budget. */
        LATE_ANSWER,
        /** It answered one question twice. */
        SECOND_ANSWER,
        /** It threw, its future failed, it said {@code failed}, or it gave null. */
        EXCEPTION,
        /** Its answer cannot be read, or is not allowed at the stage. */
        MALFORMED,
        /** An exception beside an answer: in a timer, in {@code onReset}, from a promise that is completed twice. */
        UNCAUGHT,
        /** Two instances that take turns answer otherwise than one alone: something is kept in a field. */
        STATE,
        /** Its answer becomes another one when it is written as JSON. */
        CHANGED,
        /** It blocks an event loop. */
        BLOCKED,
        /** It failed to stop, or did not stop in time. */
        STOP,
        /** A consumer or a verticle is still there after it was undeployed. */
        LEFT_BEHIND
    }

    /** One line: kind, stage and text. */
    @Override
    public String toString() {
        return kind + (stage == null ? "" : " at " + stage.key()) + ": " + text;
    }
}
