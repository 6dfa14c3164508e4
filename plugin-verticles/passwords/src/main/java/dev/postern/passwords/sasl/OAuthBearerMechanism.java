package dev.postern.passwords.sasl;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.passwords.users.User;
import dev.postern.passwords.users.Users;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * OAUTHBEARER (RFC 7628) with tokens that stand in the users file. A token that is nobody's is answered with an error in JSON,
 * as a challenge; whatever the client responds, it is refused then.
 */
record OAuthBearerMechanism(SaslReplies replies) implements SaslMechanism {
    private static final String SEPARATOR = "\1";
    private static final Pattern PAIR = Pattern.compile("[A-Za-z]+=[^\\x00]*");
    private static final Pattern TOKEN = Pattern.compile("auth=(?i:bearer) +([A-Za-z0-9._~+/-]+=*)[ \\t]*");
    private static final int MESSAGE_LIMIT = 8192;

    /** After an error the client says this, which is no message (RFC 7628 3.2.3). */
    private static final Buffer DUMMY = Buffer.buffer(new byte[] {1});

    private static final Buffer INVALID = Buffer.buffer("{\"status\":\"invalid_token\"}");

    @Override
    public Future<Decision> step(Authenticate event, Users users) {
        return Future.succeededFuture(decide(event, users));
    }

    private Decision decide(Authenticate event, Users users) {
        Buffer response = event.response();
        if (response == null) {
            return replies.yourTurn(event);
        }
        if (response.equals(DUMMY) || response.length() == 0 || response.length() > MESSAGE_LIMIT) {
            return replies.refuse(event);
        }
        User user = user(response.toString(StandardCharsets.UTF_8), users);
        return user == null ? Decision.challenge(INVALID) : replies.accept(event, user);
    }

    /** @return null if the message is malformed, or the token nobody's, or the user's but for somebody else */
    private static User user(String message, Users users) {
        Gs2Header header = Gs2Header.of(message);
        if (header == null || header.flag() == 'p') {
            return null;
        }
        String token = token(message.substring(header.text().length()));
        User user = token == null ? null : users.withToken(token);
        return user != null && PlainMechanism.actsAs(header.authorization(), user, users) ? user : null;
    }

    /** Pairs, each with a separator behind it, between two more; null if they are malformed, or none of them is a token. */
    private static String token(String pairs) {
        boolean framed = pairs.startsWith(SEPARATOR) && pairs.endsWith(SEPARATOR + SEPARATOR);
        if (!framed || pairs.length() == 2 * SEPARATOR.length()) {
            return null;
        }
        List<String> all = List.of(pairs.substring(1, pairs.length() - 2).split(SEPARATOR, -1));
        boolean sound = all.stream().allMatch(pair -> PAIR.matcher(pair).matches());
        return all.stream()
                .map(TOKEN::matcher)
                .filter(token -> sound && token.matches())
                .map(token -> token.group(1))
                .findFirst()
                .orElse(null);
    }
}
