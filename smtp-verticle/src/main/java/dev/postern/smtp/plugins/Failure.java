package dev.postern.smtp.plugins;

/** The ways in which a group can fail to answer. */
public enum Failure {
    /** Nobody of the group is there. */
    NO_INSTANCE("no-instance"),
    /** No answer within the budget. */
    TIMEOUT("timeout"),
    /** The plugin threw, or its future failed. */
    EXCEPTION("exception"),
    /** The answer is not one that the contract allows here. */
    MALFORMED("malformed"),
    /** Too many asks are open to the group already. */
    OVERLOAD("overload");

    private final String key;

    Failure(String key) {
        this.key = key;
    }

    /** As observers see it. */
    public String key() {
        return key;
    }
}
