package dev.postern.contract;

/**
 * What of an event is meant for the asked group alone; never told.
 *
 * @param attempt 0 at first, one more each time the same occasion is asked again after a failure
 * @param budget milliseconds left to answer; the server's clock rules
 * @param commands the address that takes commands for this connection, or null
 * @param key says which group speaks in a command: 128 random bits, base64url, or null
 * @param data what the group keeps with the connection
 */
public record Turn(int attempt, long budget, String commands, String key, State data) {
    /** In told events, and before a group is chosen. */
    public static final Turn NONE = new Turn(0, 0, null, null, State.NONE);

    /** Without the key and the data: a record's text may end in a log. */
    @Override
    public String toString() {
        return "Turn[attempt=" + attempt + ", budget=" + budget + "]";
    }
}
