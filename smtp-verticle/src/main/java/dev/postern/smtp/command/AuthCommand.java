package dev.postern.smtp.command;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Authenticate.Credentials;
import dev.postern.contract.Effect;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.chain.AskOptions;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.protocol.Ascii;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.Extension;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Refusal;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.session.StageRunner;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** AUTH (RFC 4954) with PLAIN (RFC 4616) and LOGIN: gathers the credentials, then the groups decide. */
final class AuthCommand {
    private static final Set<Integer> OWN_CODES = Set.of(454, 534, 535, 538);
    private static final String ASK_USER =
            Base64.getEncoder().encodeToString("Username:".getBytes(StandardCharsets.US_ASCII));
    private static final String ASK_PASSWORD =
            Base64.getEncoder().encodeToString("Password:".getBytes(StandardCharsets.US_ASCII));

    /** More challenges than any mechanism needs. */
    private static final int CHALLENGES_LIMIT = 16;

    private final Session session;
    private final Limits.PerConnection limits;
    private Function<String, Future<PendingReply>> expected;
    private int failures;

    /** One AUTH to its end. */
    private static final class Exchange {
        private final String mechanism;
        private final Credentials credentials;
        private int challenges;

        /** @param credentials of PLAIN and LOGIN, else null */
        Exchange(String mechanism, Credentials credentials) {
            this.mechanism = mechanism;
            this.credentials = credentials;
        }
    }

    AuthCommand(Session session, Limits.PerConnection limits) {
        this.session = session;
        this.limits = limits;
    }

    /** Whether the next line is a response of this exchange. */
    boolean isOpen() {
        return expected != null;
    }

    void abandon() {
        expected = null;
    }

    /** The reply to AUTH or to a response, and 421 behind it after the last login that may fail. */
    PendingReply limited(PendingReply reply) {
        PendingReply step = session.soften(reply);
        boolean exhausted = failures >= limits.logins();
        if (!exhausted || step.reply() == null || step.next() == PendingReply.Next.CLOSE) {
            return step;
        }
        return new PendingReply(
                List.of(step.reply(), Replies.TOO_MANY_LOGINS), PendingReply.Next.CLOSE, false, step.before());
    }

    /** AUTH with its argument: a mechanism, and perhaps an initial response. */
    Future<PendingReply> begin(String argument) {
        Reply objection = objection(argument);
        if (objection != null) {
            return PendingReply.now(objection);
        }
        String[] words = argument.split(" +", 2);
        String mechanism = Ascii.upper(words[0]);
        if (!session.extensions().mechanisms().contains(mechanism)) {
            return PendingReply.now(Replies.NO_MECHANISM);
        }
        String initial = words.length > 1 ? words[1] : null;
        return switch (mechanism) {
            case "PLAIN" -> plain(initial);
            case "LOGIN" -> login(initial);
            default -> exchange(mechanism, initial);
        };
    }

    /** The client's next line in this exchange. */
    Future<PendingReply> response(String line) {
        Function<String, Future<PendingReply>> next = expected;
        expected = null;
        return line.equals("*") ? PendingReply.now(Replies.CANCELLED) : next.apply(line);
    }

    private Reply objection(String argument) {
        if (!session.extensions().knowsAuth()) {
            return Replies.NOT_IMPLEMENTED;
        }
        if (session.client().user() != null) {
            return Replies.LOGGED_IN;
        }
        if (!session.client().greeting().esmtp()) {
            return Replies.SAY_HELO_FIRST;
        }
        if (argument == null) {
            return Replies.missing("AUTH mechanism [initial-response]");
        }
        return session.extensions().offers(Extension.AUTH) ? null : Replies.ENCRYPT_FIRST;
    }

    private Future<PendingReply> plain(String response) {
        if (response == null) {
            return expect("", this::plain);
        }
        return read(response, Replies.BAD_PLAIN, message -> {
            String[] parts = message.split("\0", -1);
            return parts.length != 3 || parts[1].isEmpty()
                    ? PendingReply.now(Replies.BAD_PLAIN)
                    : decide("PLAIN", new Credentials(parts[0].isEmpty() ? null : parts[0], parts[1], parts[2]));
        });
    }

    private Future<PendingReply> login(String initial) {
        return initial == null ? expect(ASK_USER, this::loginUser) : loginUser(initial);
    }

    private Future<PendingReply> loginUser(String response) {
        return read(
                response,
                Replies.BAD_LOGIN,
                user -> user.isEmpty()
                        ? PendingReply.now(Replies.BAD_LOGIN)
                        : expect(ASK_PASSWORD, line -> loginPassword(user, line)));
    }

    private Future<PendingReply> loginPassword(String user, String response) {
        return read(response, Replies.BAD_LOGIN, password -> decide("LOGIN", new Credentials(null, user, password)));
    }

    /**
     * Goes on with the text of a response.
     *
     * @param malformed what it gets if it is base64 of no text
     */
    private static Future<PendingReply> read(
            String response, Reply malformed, Function<String, Future<PendingReply>> next) {
        Buffer octets = octets(response);
        if (octets == null) {
            return PendingReply.now(Replies.BAD_BASE64);
        }
        String text = text(octets);
        return text == null ? PendingReply.now(malformed) : next.apply(text);
    }

    /** Any other mechanism is between the client and a group: the server carries octets to and fro. */
    private Future<PendingReply> exchange(String mechanism, String initial) {
        Buffer response = initial == null ? null : octets(initial);
        return initial != null && response == null
                ? PendingReply.now(Replies.BAD_BASE64)
                : ask(new Exchange(mechanism, null), response, session.stages().terms());
    }

    private Future<PendingReply> decide(String mechanism, Credentials credentials) {
        return ask(new Exchange(mechanism, credentials), null, session.stages().terms());
    }

    private Future<PendingReply> ask(Exchange exchange, Buffer response, AskOptions terms) {
        Credentials credentials = response == null ? exchange.credentials : null;
        Future<StageRunner.Result> asked = session.stages()
                .ask(
                        null,
                        Stage.AUTHENTICATE,
                        common -> new Authenticate(common, exchange.mechanism, credentials, response),
                        terms);
        return session.stages()
                .run(
                        Stage.AUTHENTICATE,
                        asked,
                        outcome -> outcome.isChallenge()
                                ? challenge(exchange, outcome)
                                : PendingReply.say(verdict(outcome, exchange)));
    }

    /** Its response is for the group alone that has challenged. */
    private PendingReply challenge(Exchange exchange, Outcome outcome) {
        exchange.challenges++;
        if (exchange.challenges > CHALLENGES_LIMIT) {
            failures++;
            return PendingReply.say(refuse(Refusal.of(Stage.AUTHENTICATE, null, outcome, Replies.BAD_CREDENTIALS)));
        }
        expected = line -> {
            Buffer response = octets(line);
            AskOptions terms = session.stages().terms().asking(outcome.by());
            return response == null ? PendingReply.now(Replies.BAD_BASE64) : ask(exchange, response, terms);
        };
        String octets =
                Base64.getEncoder().encodeToString(outcome.ruling().challenge().getBytes());
        return PendingReply.say(new Reply(334, null, octets));
    }

    /** 235 on accept, or if a plugin names a user; one that names nobody refuses. */
    private Reply verdict(Outcome outcome, Exchange exchange) {
        if (outcome.isRefusal()) {
            // Where soft-bounce has changed it, it is not known which it was.
            failures += session.softens() || !outcome.refusal().isTransient() ? 1 : 0;
            session.client(session.client().withUser(null));
            Reply reply = refusal(session.soften(outcome.refusal()));
            return refuse(Refusal.of(Stage.AUTHENTICATE, null, outcome, reply));
        }
        Effect.Authenticated effect = outcome.authenticated();
        Effect.Authenticated named = effect == null ? session.connection().userSetByCommand() : effect;
        boolean yes = named == null ? outcome.isAccept() : named.user() != null;
        if (!yes) {
            failures++;
            session.client(session.client().withUser(null));
            return refuse(Refusal.ofServer(Stage.AUTHENTICATE, null, Replies.BAD_CREDENTIALS));
        }
        session.client(session.client().withUser(named == null ? exchange.credentials.user() : named.user()));
        return outcome.shape(Replies.AUTHENTICATED);
    }

    /** The codes that RFC 4954 knows; any other refusal becomes one of them. */
    private static Reply refusal(Reply reply) {
        if (OWN_CODES.contains(reply.code()) || reply.hangsUp()) {
            return reply;
        }
        return reply.isTransient() ? new Reply(454, "4.7.0", reply.text()) : new Reply(535, "5.7.8", reply.text());
    }

    private Reply refuse(Refusal refusal) {
        return session.log().refuse(refusal);
    }

    private Future<PendingReply> expect(String challenge, Function<String, Future<PendingReply>> next) {
        expected = next;
        return PendingReply.now(new Reply(334, null, challenge));
    }

    /** Strict base64, "=" for the empty response (RFC 4954 4); null if it is neither. */
    private static Buffer octets(String response) {
        boolean padded = response.length() % 4 == 0 || response.equals("=");
        if (!padded) {
            return null;
        }
        try {
            return Buffer.buffer(
                    response.equals("=") ? new byte[0] : Base64.getDecoder().decode(response));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Strict UTF-8, or null. */
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
