package dev.postern.smtp.protocol;

import dev.postern.smtp.protocol.Line.Fault;

/** Lines as {@link LineDecoder} reports those that it cannot read. */
public final class FaultyLines {
    public static final Line TOO_LONG = new Line(Fault.TOO_LONG);
    public static final Line BARE_CR_OR_LF = new Line(Fault.BARE_CR_OR_LF);
    public static final Line NUL = new Line(Fault.NUL);
    public static final Line NOT_UTF8 = new Line(Fault.NOT_UTF8);

    private FaultyLines() {}
}
