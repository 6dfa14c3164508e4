package dev.postern.passwords.sasl;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Authenticate.Credentials;
import dev.postern.contract.Decision;
import dev.postern.passwords.hash.HashWorkers;
import dev.postern.passwords.hash.PasswordHash;
import dev.postern.passwords.hash.SaslPrep;
import dev.postern.passwords.users.User;
import dev.postern.passwords.users.Users;
import io.vertx.core.Future;

/** PLAIN (RFC 4616) and LOGIN: a name and a password, in one step. */
record PlainMechanism(HashWorkers workers, SaslReplies replies) implements SaslMechanism {
    /** What is hashed in the place of a text that can be no password. */
    private static final String NONE = "none";

    @Override
    public Future<Decision> step(Authenticate event, Users users) {
        Credentials credentials = event.credentials();
        if (credentials == null) {
            return Future.succeededFuture(replies.refuse(event));
        }
        User user = users.find(credentials.user());
        PasswordHash own = user == null ? null : user.password();
        PasswordHash hash = own == null ? users.decoy() : own;
        String password = prepared(credentials.password());
        boolean mayBe = own != null && password != null && actsAs(credentials.authorization(), user, users);
        return workers.check(
                        event.common().turn().budget(),
                        // Not the other way round: the hash is computed in any case.
                        () -> hash.matches(password == null ? NONE : password) && mayBe)
                .map(yes -> yes ? replies.accept(event, user) : replies.refuse(event))
                .recover(failure -> failure instanceof HashWorkers.BusyException
                        ? Future.succeededFuture(SaslReplies.BUSY)
                        : Future.failedFuture(failure));
    }

    /** Nobody acts as anybody else: the authorization identity is left out, or it is the user's own. */
    static boolean actsAs(String authorization, User user, Users users) {
        return authorization == null || authorization.isEmpty() || users.find(authorization) == user;
    }

    private static String prepared(String password) {
        try {
            return SaslPrep.password(password);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
