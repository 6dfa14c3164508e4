package dev.postern.smtp.content;

/**
 * The header section of a message while it arrives (RFC 5322 2.1): how large it is, and how often the message was received.
 * It ends before the first line that is no field and continues none, the empty one as a rule.
 */
final class HeaderScanner {
    /** A line may have no more (RFC 5322 2.1.1): what has no colon until there is none of a field's name. */
    private static final int NAME_LIMIT = 998;

    private static final String HOP = "received";

    /** Where the last octet has led to. */
    private enum State {
        LINE_START,
        NAME,
        /** Between name and colon, as old messages have it (RFC 5322 4.5). */
        BLANK,
        VALUE,
        OVER
    }

    private State state = State.LINE_START;
    private long size;
    private int hops;
    /** Octets of a line that may turn out to be no field. */
    private int name;

    private boolean hop;

    boolean isOver() {
        return state == State.OVER;
    }

    /** Its octets so far. */
    long size() {
        return size;
    }

    /** Its {@code Received} fields so far. */
    int hops() {
        return hops;
    }

    /** Octets of a line, none of them its end. */
    void text(byte[] octets, int from, int to) {
        int at = from;
        if (state == State.LINE_START && at < to) {
            at = begin(octets, at);
        }
        while (at < to && state != State.VALUE && state != State.OVER) {
            at = state == State.NAME ? name(octets, at, to) : at;
            if (at < to) {
                state = after(octets[at++]);
            }
        }
        if (state == State.VALUE) {
            size += to - at;
        }
    }

    /** The line ends, with CR LF. */
    void lineEnd() {
        if (state == State.VALUE) {
            size += 2;
            state = State.LINE_START;
        } else {
            state = State.OVER;
        }
    }

    /** A line that begins with white space continues the field before it (RFC 5322 2.2.3). */
    private int begin(byte[] octets, int at) {
        name = 0;
        hop = true;
        boolean folded = size > 0 && isBlank(octets[at]);
        state = folded ? State.VALUE : State.NAME;
        size += folded ? 1 : 0;
        return folded ? at + 1 : at;
    }

    /** Goes on to the first octet that is none of a name. */
    private int name(byte[] octets, int from, int to) {
        int at = from;
        while (at < to && name < NAME_LIMIT && octets[at] > ' ' && octets[at] != 127 && octets[at] != ':') {
            hop &= name < HOP.length() && (octets[at] | 0x20) == HOP.charAt(name);
            name++;
            at++;
        }
        return at;
    }

    private State after(byte octet) {
        if (octet == ':' && name > 0) {
            return field();
        }
        if (name == 0 || name == NAME_LIMIT || !isBlank(octet)) {
            return State.OVER;
        }
        name++;
        return State.BLANK;
    }

    private State field() {
        size += name + 1;
        if (hop && name >= HOP.length()) {
            hops++;
        }
        return State.VALUE;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
