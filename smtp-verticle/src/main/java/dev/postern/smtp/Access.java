package dev.postern.smtp;

import dev.postern.contract.Client;
import dev.postern.contract.Reply;

/** Of whom a command is taken; each demands what those before it do. */
enum Access {
    /** Of anybody. */
    ALL,
    /** Of clients behind TLS, where the listener demands it (RFC 3207 4). */
    SECURE,
    /** Of clients that have logged in, where the listener demands it (RFC 4954 6). */
    KNOWN;

    /** What a client that may not say it gets, or null if it may. */
    Reply refusal(SmtpOptions.Listener listener, Client client) {
        if (this != ALL && listener.security().required() && client.tls() == null) {
            return Replies.TLS_FIRST;
        }
        boolean loginFirst = listener.login().auth() == SmtpOptions.Demand.REQUIRED && client.user() == null;
        return this == KNOWN && loginFirst ? Replies.LOGIN_FIRST : null;
    }
}
