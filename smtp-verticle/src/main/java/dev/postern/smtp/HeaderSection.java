package dev.postern.smtp;

/**
 * The header section of a message while it arrives (RFC 5322 2.1): how large it is, and how often the message was received.
 * It ends before the first line that is no field and continues none, the empty one as a rule.
 */
final class HeaderSection {
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
        while (at < to && state != State.VALUE && state != State.OVER) {
            state = after(octets[at++]);
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

    private State after(byte octet) {
        if (state == State.LINE_START) {
            name = 0;
            hop = true;
            if (size > 0 && isBlank(octet)) {
                size++;
                return State.VALUE;
            }
        }
        if (octet == ':' && name > 0) {
            return field();
        }
        if (name == NAME_LIMIT || octet == ':') {
            return State.OVER;
        }
        if (isBlank(octet) && name > 0) {
            name++;
            return State.BLANK;
        }
        return octet <= ' ' || octet == 127 || state == State.BLANK ? State.OVER : named(octet);
    }

    private State named(byte octet) {
        hop &= name < HOP.length() && (octet | 0x20) == HOP.charAt(name);
        name++;
        return State.NAME;
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
