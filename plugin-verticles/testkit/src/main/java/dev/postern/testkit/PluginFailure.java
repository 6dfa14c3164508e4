package dev.postern.testkit;

/** Where a server would see the group fail, and its {@code on-failure} would decide. */
public final class PluginFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The ways to fail. */
    public enum Kind {
        /** The plugin could not be deployed; the cause is what its start failed with. */
        START,
        /** No answer within the budget. */
        TIMEOUT,
        /** It threw, its future failed, it said {@code failed}, or it gave null; the message has the text. */
        EXCEPTION,
        /** The answer cannot be read, or is not allowed at this stage. */
        MALFORMED
    }

    private final Kind kind;
    private final String reason;

    public PluginFailure(Kind kind, String reason, Throwable cause) {
        super(kind + ": " + reason, cause);
        this.kind = kind;
        this.reason = reason;
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong; the message without the kind. */
    public String reason() {
        return reason;
    }
}
