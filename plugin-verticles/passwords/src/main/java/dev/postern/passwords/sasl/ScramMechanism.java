package dev.postern.passwords.sasl;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Tls;
import dev.postern.passwords.hash.ScramKeys;
import dev.postern.passwords.hash.Secrets;
import dev.postern.passwords.users.User;
import dev.postern.passwords.users.Users;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, 7677), the server's side. Between two steps the group's data holds what both
 * sides have said, and nothing that follows from a password. Somebody unknown is told so at the end only, as one with a wrong
 * password is.
 *
 * <p>SMTP has no place for data beside 235, so the server's last message is a challenge, and the client's empty response to it
 * is accepted (RFC 4422 5, RFC 4954 4).
 *
 * @param plus whether this group offers channel binding too
 */
record ScramMechanism(boolean plus, SaslReplies replies) implements SaslMechanism {
    static final String PLUS = "SCRAM-SHA-256-PLUS";

    private static final String BINDING = "tls-server-end-point";
    private static final int NONCE = 24;
    private static final int MESSAGE_LIMIT = 4096;

    /** What stands in the data when the client has proven who it is, and has to say that it has heard the last word. */
    private static final String PROVEN = "proven";

    @Override
    public Future<Decision> step(Authenticate event, Users users) {
        return Future.succeededFuture(decide(event, users));
    }

    private Decision decide(Authenticate event, Users users) {
        if (event.response() == null) {
            return replies.yourTurn(event);
        }
        if (event.response().length() > MESSAGE_LIMIT) {
            return replies.refuse(event);
        }
        // Data may be left from an exchange that the client has cancelled: only the message says where this one stands.
        String message = event.response().toString(StandardCharsets.UTF_8);
        JsonObject said = event.common().turn().data().json();
        if (!message.isEmpty() && !message.startsWith("c=")) {
            return first(event, ScramMessages.First.of(message), users);
        }
        if (!context(event).equals(said.getString("context"))) {
            return replies.refuse(event);
        }
        return message.isEmpty() ? end(event, said, users) : last(event, said, users);
    }

    private Decision first(Authenticate event, ScramMessages.First first, Users users) {
        if (first == null || !binds(event, first.header())) {
            return replies.refuse(event);
        }
        String nonce = first.nonce() + Base64.getEncoder().encodeToString(Secrets.random(NONCE));
        ScramKeys keys = users.keys(first.user());
        String challenge =
                "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(keys.salt()) + ",i=" + keys.iterations();
        JsonObject kept = new JsonObject()
                .put("context", context(event))
                .put("header", first.header().text())
                .put("first", first.bare())
                .put("challenge", challenge)
                .put("nonce", nonce);
        return Decision.challenge(Buffer.buffer(challenge), Effect.data(kept));
    }

    private Decision last(Authenticate event, JsonObject said, Users users) {
        ScramMessages.Final last = ScramMessages.Final.of(event.response().toString(StandardCharsets.UTF_8));
        if (last == null || !said.containsKey("first")) {
            return replies.refuse(event);
        }
        ScramMessages.First first = ScramMessages.First.of(said.getString("header") + said.getString("first"));
        String authMessage = said.getString("first") + "," + said.getString("challenge") + "," + last.withoutProof();
        User user = users.find(first.user());
        ScramKeys keys = users.keys(first.user());
        boolean proven = keys.proven(last.proof(), authMessage);
        boolean sound = last.nonce().equals(said.getString("nonce"))
                && MessageDigest.isEqual(last.binding(), binding(event, first.header()))
                && user != null
                && user.scram() != null
                && PlainMechanism.actsAs(first.header().authorization(), user, users);
        if (!proven || !sound) {
            return replies.refuse(event);
        }
        String signature = Base64.getEncoder().encodeToString(keys.signature(authMessage));
        JsonObject kept = new JsonObject().put("context", context(event)).put(PROVEN, user.name());
        return Decision.challenge(Buffer.buffer("v=" + signature), Effect.data(kept));
    }

    private Decision end(Authenticate event, JsonObject said, Users users) {
        User user = said.containsKey(PROVEN) ? users.find(said.getString(PROVEN)) : null;
        return user == null ? replies.refuse(event) : replies.accept(event, user);
    }

    /** Whether the client's flag fits what is offered here (RFC 5802 6). */
    private boolean binds(Authenticate event, Gs2Header header) {
        boolean canBind = endPoint(event) != null;
        return switch (header.flag()) {
            case 'p' -> event.mechanism().equals(PLUS) && canBind && BINDING.equals(header.binding());
            // It did not see that binding is offered: somebody on the way has hidden it.
            case 'y' -> event.mechanism().equals(SCRAM_SHA_256) && !(plus && canBind);
            default -> event.mechanism().equals(SCRAM_SHA_256);
        };
    }

    private static byte[] binding(Authenticate event, Gs2Header header) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(header.text().getBytes(StandardCharsets.UTF_8));
        if (header.flag() == 'p') {
            octets.writeBytes(endPoint(event).getBytes());
        }
        return octets.toByteArray();
    }

    /** RFC 5929 4: the hash of the server's certificate; null in clear text, and where the certificate has none. */
    private static Buffer endPoint(Authenticate event) {
        Tls tls = event.common().client().tls();
        return tls == null ? null : tls.endPoint();
    }

    /** What was said in clear, or for another mechanism, counts for nothing after STARTTLS or in this one. */
    private static String context(Authenticate event) {
        return event.mechanism() + (event.common().client().tls() == null ? " in clear" : " over TLS");
    }
}
