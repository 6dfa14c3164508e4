package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which answers are allowed, and how the others are named. */
class JudgeTest {
    private static final Link FREE = new Link("spf", 0, Set.of(), 0, Map.of(), Link.Role.PLAIN, Set.of());

    private static String at(Stage stage, Decision decision) {
        return Judge.objection(FREE, stage, decision);
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
    void whatDoesNotWorkYetIsRefusedByName() {
        assertEquals("decision 'retry' is not supported by this server yet", at(Stage.DATA, Decision.retry()));
        assertEquals(
                "decision 'challenge' is not supported by this server yet",
                at(Stage.AUTHENTICATE, Decision.challenge(Buffer.buffer())));
        Decision hold = new Decision.Reject(new Reply(550, "5.7.1", "no"), true, List.of());
        assertEquals("'hold' is not supported by this server yet", at(Stage.CONNECT, hold));
        assertEquals("'hold' is not allowed at rcptto", at(Stage.RCPTTO, hold));
    }

    @Test
    void effectsThatDoNotWorkYetAreRefusedByName() {
        Address address = new Address("a", "example.com");
        Map<Effect, Stage> unsupported = Map.of(
                new Effect.Send(Buffer.buffer("x")), Stage.HELO,
                new Effect.Delay(1), Stage.HELO,
                new Effect.Extensions(List.of(), List.of()), Stage.HELO,
                new Effect.NewSender(address), Stage.MAILFROM,
                new Effect.NewRecipient(null, address), Stage.RCPTTO,
                new Effect.ReplyText(null, List.of("taken")), Stage.MESSAGE,
                new Effect.Header("add", "X", "y", 0), Stage.CONTENT,
                new Effect.Body(Buffer.buffer()), Stage.CONTENT,
                new Effect.Add(address), Stage.CONTENT,
                new Effect.Quarantine("virus"), Stage.CONTENT);
        unsupported.forEach((effect, stage) -> assertEquals(
                "effect '" + effect.kind().key() + "' is not supported by this server yet at " + stage.key(),
                effect(stage, effect)));
        assertEquals(
                "effect 'inbox' is not supported by this server yet at message",
                effect(Stage.MESSAGE, new Effect.Inbox("archive")));
        assertEquals(
                "effect 'remove' is not supported by this server yet at content",
                effect(Stage.CONTENT, new Effect.Remove(address)));
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
        Link narrow = new Link("spf", 0, Set.of(), 0, Map.of(), Link.Role.PLAIN, Set.of("data"));
        assertNull(Judge.objection(narrow, Stage.HELO, Decision.pass().withData(new JsonObject())));
        assertEquals(
                "effect 'authenticated' is not among what the group may do (data)",
                Judge.objection(narrow, Stage.HELO, Decision.pass().withAuthenticated("joe")));
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
