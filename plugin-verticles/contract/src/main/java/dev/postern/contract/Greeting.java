package dev.postern.contract;

/**
 * How the client introduced itself.
 *
 * @param name the argument of EHLO, HELO or LHLO, or null before it
 * @param esmtp whether it was EHLO or LHLO
 */
public record Greeting(String name, boolean esmtp) {
    /** The client has not said a name, or STARTTLS made the server forget it (RFC 3207 4.2). */
    public static final Greeting NONE = new Greeting(null, false);
}
