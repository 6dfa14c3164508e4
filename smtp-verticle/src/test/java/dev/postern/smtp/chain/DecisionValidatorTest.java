package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.testing.ExampleEvents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which answers are allowed, and how the others are named. */
class DecisionValidatorTest {
    private static final ChainLink FREE =
            new ChainLink("spf", 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of());

    private static String at(Stage stage, Decision decision) {
        return at(ExampleEvents.at(stage), decision);
    }

    private static String at(Event event, Decision decision) {
        return DecisionValidator.objection(FREE, null, event, decision);
    }

    private static String effect(Stage stage, Effect effect) {
        return at(stage, Decision.pass().with(effect));
    }

    @Test
    void decisionsAreAllowedWhereTheirStageSaysSo() {
        assertNull(at(Stage.RCPTTO, Decision.discard()));
        assertNull(at(Stage.MESSAGE, Decision.discard()));
        assertEquals("decision 'discard' is not allowed at mailfrom", at(Stage.MAILFROM, Decision.discard()));
        assertEquals("decision 'accept' is not allowed at deliver", at(Stage.DELIVER, Decision.accept()));
        assertEquals(
                "decision 'delivered' is not allowed at content", at(Stage.CONTENT, Decision.delivered(List.of())));
        assertEquals(
                "decision 'challenge' is not allowed at connect",
                at(Stage.CONNECT, Decision.challenge(Buffer.buffer())));
    }

    @Test
    void aHoldIsAllowedUntilMail() {
        assertNull(at(Stage.CONNECT, Decision.hold(550, "5.7.1", "no")));
        assertEquals("'hold' is not allowed at rcptto", at(Stage.RCPTTO, Decision.hold(550, "5.7.1", "no")));
    }

    @Test
    void aFourthRetryIsMalformed() {
        assertNull(at(ExampleEvents.inRound(Stage.DATA, 2), Decision.retry()));
        assertEquals("a retry in round 3, the last one", at(ExampleEvents.inRound(Stage.DATA, 3), Decision.retry()));
    }

    @Test
    void anAcceptWithoutCredentialsMustNameTheUser() {
        assertNull(at(Stage.AUTHENTICATE, Decision.accept()));
        assertNull(at(ExampleEvents.response(), Decision.accept().withAuthenticated("ann")));
        assertEquals(
                "accept without a user: with SCRAM-SHA-256 the effect 'authenticated' must name one",
                at(ExampleEvents.response(), Decision.accept()));
    }

    @Test
    void aChallengeFitsItsLine() {
        assertNull(at(Stage.AUTHENTICATE, Decision.challenge(Buffer.buffer(new byte[9210]))));
        assertEquals(
                "a challenge of 9211 octets, expected at most 9210",
                at(Stage.AUTHENTICATE, Decision.challenge(Buffer.buffer(new byte[9211]))));
    }

    @Test
    void effectsThatDoNotWorkYetAreRefusedByName() {
        Address address = new Address("a", "example.com");
        List<Effect> toCome = List.of(
                new Effect.Header(Effect.Header.Action.ADD, "X", "y", 0),
                new Effect.Body(Buffer.buffer()),
                new Effect.Add(address),
                new Effect.Remove(address),
                new Effect.Quarantine("virus"));
        toCome.forEach(effect -> assertEquals(
                "effect '" + effect.kind().key() + "' is not supported by this server yet at content",
                effect(Stage.CONTENT, effect)));
        assertEquals(
                "effect 'inbox' is not supported by this server yet at message",
                effect(Stage.MESSAGE, new Effect.Inbox("archive")));
    }

    @Test
    void aRecipientIsRewrittenWhereItStands() {
        Address known = new Address("b", "example.org");
        Address other = new Address("c", "example.org");
        assertNull(effect(Stage.RCPTTO, new Effect.NewRecipient(null, other)));
        assertNull(effect(Stage.CONTENT, new Effect.NewRecipient(known, other)));
        assertEquals(
                "effect 'recipient' with 'of' is for content only",
                effect(Stage.RCPTTO, new Effect.NewRecipient(known, other)));
        assertEquals(
                "effect 'recipient' needs 'of' at content",
                effect(Stage.CONTENT, new Effect.NewRecipient(null, other)));
        assertEquals(
                "effect 'recipient' of <c@example.org>, who is no recipient of the message",
                effect(Stage.CONTENT, new Effect.NewRecipient(other, known)));
    }

    @Test
    void aRewrittenAddressIsOneThatTheTransactionCanCarry() {
        Decision sender = Decision.pass().withSender(new Address("ü", "example.org"));
        Decision recipient = Decision.pass().withRecipient(new Address("ü", "example.org"));
        assertNull(at(ExampleEvents.international(Stage.MAILFROM), sender));
        assertNull(at(ExampleEvents.international(Stage.RCPTTO), recipient));
        assertEquals(
                "effect 'sender' needs SMTPUTF8, which the client has not declared: <ü@example.org>",
                at(Stage.MAILFROM, sender));
        assertEquals(
                "effect 'recipient' needs SMTPUTF8, which the client has not declared: <ü@example.org>",
                at(Stage.RCPTTO, recipient));
    }

    @Test
    void effectsAreAllowedWhereTheirTableSaysSo() {
        assertNull(effect(Stage.RCPTTO, new Effect.Authenticated("joe")));
        assertEquals(
                "effect 'authenticated' is not allowed at data", effect(Stage.DATA, new Effect.Authenticated("joe")));
        assertEquals(
                "effect 'reply' is not allowed at data",
                effect(Stage.DATA, new Effect.ReplyText(null, List.of("go on"))));
        assertEquals("effect 'inbox' is not allowed at mailfrom", effect(Stage.MAILFROM, new Effect.Inbox("x")));
    }

    @Test
    void anEffectStandsOnce() {
        assertEquals(
                "effect 'authenticated' is given twice",
                at(Stage.HELO, Decision.pass().withAuthenticated("a").withAuthenticated("b")));
    }

    @Test
    void confSaysWhatAGroupMayUse() {
        ChainLink narrow = new ChainLink("spf", 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of("data"));
        assertNull(DecisionValidator.objection(
                narrow, null, ExampleEvents.at(Stage.HELO), Decision.pass().withData(new JsonObject())));
        assertEquals(
                "effect 'authenticated' is not among what the group may do (data)",
                DecisionValidator.objection(
                        narrow,
                        null,
                        ExampleEvents.at(Stage.HELO),
                        Decision.pass().withAuthenticated("joe")));
    }

    @Test
    void dataIsAtMost64KiBEncoded() {
        JsonObject full = new JsonObject().put("k", "x".repeat(64 * 1024 - "{\"k\":\"\"}".length()));
        assertNull(at(Stage.HELO, Decision.pass().withData(full)));
        assertEquals(
                "effect 'data' is larger than 65536 octets",
                at(Stage.HELO, Decision.pass().withData(full.copy().put("k", full.getString("k") + "x"))));
    }

    @Test
    void dataThatIsNoJsonIsMalformed() {
        Object foreign = new Shareable() {};
        assertEquals(
                "effect 'data' cannot be written as JSON",
                at(Stage.HELO, Decision.pass().withData(new JsonObject().put("k", foreign))));
    }
}
