package dev.postern.smtp.session;

/** Where a session stands (RFC 5321 4.1.4). */
public enum State {
    /** The {@code connect} stage is open; nothing was said yet. */
    CONNECTED,
    /** The greeting was sent; the client has not introduced itself. */
    GREETED,
    /** EHLO or HELO was accepted. */
    READY,
    /** MAIL was accepted. */
    SENDER_GIVEN,
    /** At least one RCPT was accepted. */
    RECIPIENT_GIVEN,
    /** A message is coming in chunks (RFC 3030). */
    CHUNKING,
    /** The greeting was a refusal: QUIT is all that is left (RFC 5321 3.1). */
    REFUSED,
    /** The connection is closed or closing. */
    CLOSED
}
