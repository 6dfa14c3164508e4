package dev.postern.smtp.session;

/** How the end of a message is answered. */
public enum ReplyMode {
    /** One reply stands for all recipients (RFC 5321 4.1.1.4). */
    ONE,
    /** Each RCPT that got a yes gets a reply, in their order (RFC 2033 4.2). */
    EACH,
    /** The same between a 353 and a reply for the whole (PRDR, draft-hall-prdr). */
    EACH_AND_ALL
}
