package dev.postern.passwords.sasl;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.Tls;
import dev.postern.passwords.users.User;
import dev.postern.passwords.users.Users;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * EXTERNAL (RFC 4422 appendix A): who shows a certificate that a user has named is that user; so is who shows one that a trusted
 * authority has signed for the user's name, if the user's line says that this will do.
 */
record ExternalMechanism(SaslReplies replies) implements SaslMechanism {
    @Override
    public Future<Decision> step(Authenticate event, Users users) {
        return Future.succeededFuture(decide(event, users));
    }

    private Decision decide(Authenticate event, Users users) {
        if (event.response() == null) {
            return replies.yourTurn(event);
        }
        Tls tls = event.common().client().tls();
        String authorization = text(event.response());
        User user = tls == null || tls.certificate() == null || authorization == null
                ? null
                : user(tls.certificate(), authorization, users);
        return user == null ? replies.refuse(event) : replies.accept(event, user);
    }

    private static User user(Tls.Certificate certificate, String authorization, Users users) {
        User named = users.withCertificate(certificate.fingerprint());
        if (named != null) {
            return PlainMechanism.actsAs(authorization, named, users) ? named : null;
        }
        if (!certificate.verified()) {
            return null;
        }
        return certificate.names().stream()
                .map(users::find)
                .filter(user -> user != null && user.byName() && PlainMechanism.actsAs(authorization, user, users))
                .findFirst()
                .orElse(null);
    }

    /** @return null if it is no UTF-8 */
    private static String text(Buffer octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
