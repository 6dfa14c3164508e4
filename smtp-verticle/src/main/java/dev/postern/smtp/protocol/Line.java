package dev.postern.smtp.protocol;

/**
 * A command line as the client sent it, without its CR LF.
 *
 * @param text empty unless the fault is {@link Fault#NONE}
 * @param fault why there is no text; the answer to any but {@link Fault#NONE} is 500 (RFC 5321 4.2.4, 4.5.3.1.4)
 */
public record Line(String text, Fault fault) {
    /** What is wrong with a line. */
    enum Fault {
        NONE,
        /** More octets, with CR LF, than the limit. It is reported rather than the others. */
        TOO_LONG,
        /** CR without LF behind it or LF without CR before it (RFC 5321 2.3.8). */
        BARE_CR_OR_LF,
        NUL,
        /** Octets that are not UTF-8; overlong forms and surrogates included (RFC 3629). */
        NOT_UTF8
    }

    public Line(String text) {
        this(text, Fault.NONE);
    }

    Line(Fault fault) {
        this("", fault);
    }

    public boolean isFaulty() {
        return fault != Fault.NONE;
    }
}
