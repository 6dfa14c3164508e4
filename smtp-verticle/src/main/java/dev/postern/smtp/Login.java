package dev.postern.smtp;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Authenticate.Credentials;
import dev.postern.contract.Effect;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.function.Function;

/** AUTH (RFC 4954) with PLAIN (RFC 4616) and LOGIN: gathers the credentials, then the groups decide. */
final class Login {
    private static final Set<Integer> OWN_CODES = Set.of(454, 534, 535, 538);
    private static final String ASK_USER =
            Base64.getEncoder().encodeToString("Username:".getBytes(StandardCharsets.US_ASCII));
    private static final String ASK_PASSWORD =
            Base64.getEncoder().encodeToString("Password:".getBytes(StandardCharsets.US_ASCII));

    private final Talk talk;
    private Function<String, Future<Step>> expected;

    Login(Talk talk) {
        this.talk = talk;
    }

    /** Whether the next line is a response of this exchange. */
    boolean isOpen() {
        return expected != null;
    }

    void abandon() {
        expected = null;
    }

    /** AUTH with its argument: a mechanism, and perhaps an initial response. */
    Future<Step> begin(String argument) {
        Reply objection = objection(argument);
        if (objection != null) {
            return say(objection);
        }
        String[] words = argument.split(" +", 2);
        String mechanism = Ascii.upper(words[0]);
        if (!talk.extensions().mechanisms().contains(mechanism)) {
            return say(Replies.NO_MECHANISM);
        }
        String initial = words.length > 1 ? words[1] : null;
        return mechanism.equals("PLAIN") ? plain(initial) : login(initial);
    }

    /** The client's next line in this exchange. */
    Future<Step> response(String line) {
        Function<String, Future<Step>> next = expected;
        expected = null;
        return line.equals("*") ? say(Replies.CANCELLED) : next.apply(line);
    }

    private Reply objection(String argument) {
        if (talk.extensions().mechanisms().isEmpty()) {
            return Replies.NOT_IMPLEMENTED;
        }
        if (!talk.client().greeting().esmtp() || talk.client().user() != null) {
            return Replies.OUT_OF_ORDER;
        }
        if (argument == null) {
            return Replies.missing("AUTH mechanism [initial-response]");
        }
        return talk.extensions().authIsOffered(talk.isEncrypted()) ? null : Replies.ENCRYPT_FIRST;
    }

    private Future<Step> plain(String response) {
        if (response == null) {
            return expect("", this::plain);
        }
        String message = decode(response);
        String[] parts = message == null ? new String[0] : message.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            return say(Replies.BAD_BASE64);
        }
        return decide("PLAIN", new Credentials(parts[0].isEmpty() ? null : parts[0], parts[1], parts[2]));
    }

    private Future<Step> login(String initial) {
        return initial == null ? expect(ASK_USER, this::loginUser) : loginUser(initial);
    }

    private Future<Step> loginUser(String response) {
        String user = decode(response);
        if (user == null || user.isEmpty()) {
            return say(Replies.BAD_BASE64);
        }
        return expect(ASK_PASSWORD, line -> {
            String password = decode(line);
            return password == null ? say(Replies.BAD_BASE64) : decide("LOGIN", new Credentials(null, user, password));
        });
    }

    private Future<Step> decide(String mechanism, Credentials credentials) {
        return talk.settle(
                Stage.AUTHENTICATE,
                common -> new Authenticate(common, mechanism, credentials, null),
                outcome -> Step.say(verdict(outcome, credentials)));
    }

    /** 235 on accept, or if the last word names a user; a word that names nobody refuses. An effect is later than a command. */
    private Reply verdict(Outcome outcome, Credentials credentials) {
        if (outcome.isRefusal()) {
            talk.client(talk.client().withUser(null));
            return talk.refusal(Stage.AUTHENTICATE.key(), outcome, refusal(outcome.refusal()));
        }
        Effect.Authenticated effect = outcome.authenticated();
        Effect.Authenticated said =
                effect == null ? talk.occasions().connection().lastWord() : effect;
        boolean yes = said == null ? outcome.isAccept() : said.user() != null;
        if (!yes) {
            talk.client(talk.client().withUser(null));
            talk.journal().refused(Stage.AUTHENTICATE.key(), Journal.SERVER, Replies.BAD_CREDENTIALS);
            return Replies.BAD_CREDENTIALS;
        }
        talk.client(talk.client().withUser(said == null ? credentials.user() : said.user()));
        return outcome.shape(Replies.AUTHENTICATED);
    }

    /** The codes that RFC 4954 knows; any other refusal becomes one of them. */
    private static Reply refusal(Reply reply) {
        if (OWN_CODES.contains(reply.code()) || reply.hangsUp()) {
            return reply;
        }
        return reply.isTransient() ? new Reply(454, "4.7.0", reply.text()) : new Reply(535, "5.7.8", reply.text());
    }

    private Future<Step> expect(String challenge, Function<String, Future<Step>> next) {
        expected = next;
        return say(new Reply(334, null, challenge));
    }

    /** Strict base64 of strict UTF-8, "=" for the empty response (RFC 4954 4); null if it is neither. */
    private static String decode(String response) {
        if (response.equals("=")) {
            return "";
        }
        try {
            byte[] octets = Base64.getDecoder().decode(response);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    private static Future<Step> say(Reply reply) {
        return Future.succeededFuture(Step.say(reply));
    }
}
