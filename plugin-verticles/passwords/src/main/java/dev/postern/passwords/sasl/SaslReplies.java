package dev.postern.passwords.sasl;

import dev.postern.contract.Authenticate;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.Decision;
import dev.postern.passwords.users.User;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * What a client is told. A refusal is the same whatever was wrong: a name that does not exist, a password, a message that
 * breaks the rules.
 *
 * @param delay in milliseconds before a refusal
 */
record SaslReplies(long delay) {
    static final Decision BUSY = Decision.reject(454, "4.7.0", "Too many logins at the moment, try again later");

    private static final Decision REFUSED = Decision.reject(535, "5.7.8", "Authentication credentials invalid");

    Decision accept(Authenticate event, User user) {
        return forget(event, Decision.accept()).withAuthenticated(user.name());
    }

    Decision refuse(Authenticate event) {
        Decision refused = forget(event, REFUSED);
        return delay == 0 ? refused : refused.withDelay(delay);
    }

    /** The client has to speak first, and has not: RFC 4954 4. */
    Decision yourTurn(Authenticate event) {
        return forget(event, Decision.challenge(Buffer.buffer()));
    }

    /** Nothing of an exchange that has ended stays. */
    private static Decision forget(Authenticate event, Decision decision) {
        ConnectionData kept = event.common().turn().data();
        return kept.json().isEmpty() ? decision : decision.withData(new JsonObject());
    }
}
