package dev.postern.contract.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Effect;
import dev.postern.contract.Examples;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A decision with its effects, made in one call, is the one that is put together step by step. */
class AnswerInOneCallTest {
    private static final Address BOB = new Address("bob", "example.org");
    private static final JsonObject DATA = new JsonObject().put("seen", 1);

    @Test
    void anAnswerHasItsEffectsInTheOrderInWhichTheyWereSaid() {
        assertEquals(
                Decision.accept().withInbox("maildir").withReply("known", "for years"),
                Plugin.accept(Effect.inbox("maildir"), Effect.reply("known", "for years"))
                        .result());
        assertEquals(
                Decision.pass().withData(DATA).withDelay(5).withSend(Buffer.buffer("x")),
                Plugin.pass(Effect.data(DATA), Effect.delay(5), Effect.send(Buffer.buffer("x")))
                        .result());
    }

    @Test
    void everyDecisionTakesEffects() {
        Effect kept = Effect.data(DATA);
        assertEquals(Decision.discard().withData(DATA), Plugin.discard(kept).result());
        assertEquals(Decision.retry().withData(DATA), Plugin.retry(kept).result());
        assertEquals(
                Decision.reject(550, "5.1.1", "no").withData(DATA),
                Plugin.reject(550, "5.1.1", "no", kept).result());
        assertEquals(
                Decision.hold(550, "5.7.1", "later").withData(DATA),
                Plugin.hold(550, "5.7.1", "later", kept).result());
        assertEquals(
                Decision.challenge(Buffer.buffer("?")).withData(DATA),
                Plugin.challenge(Buffer.buffer("?"), kept).result());
        Deliver event = (Deliver) Examples.event("deliver");
        assertEquals(
                Plugin.delivered(event).result().withData(DATA),
                Plugin.delivered(event, kept).result());
    }

    @Test
    void everyEffectOfASessionHasAMaker() {
        assertEquals(
                Decision.pass().withAuthenticated("anna").withSender(BOB).withRecipient(BOB),
                Decision.pass(Effect.authenticated("anna"), Effect.sender(BOB), Effect.recipient(BOB)));
        assertEquals(
                Decision.pass().withExtensions(List.of("XFOO bar"), List.of("DSN")),
                Decision.pass(Effect.extensions(List.of("XFOO bar"), List.of("DSN"))));
    }

    @Test
    void otherEffectsReplaceThoseOfADecisionAndNothingElse() {
        for (String name : List.of("pass", "accept", "reject-hold", "discard", "challenge", "delivered", "retry")) {
            JsonObject example = Examples.read("decision/" + name);
            JsonObject other = Decision.fromJson(example)
                    .withEffects(List.of(Effect.delay(7)))
                    .toJson();
            assertEquals(List.of(Effect.delay(7)), Decision.fromJson(other).effects());
            assertEquals(without(example), without(other), name);
        }
    }

    @Test
    void whoHasFailedAsksForNothing() {
        Decision failed = Plugin.failed("no directory").result();

        assertEquals(List.of(), failed.effects());
        assertEquals(failed, failed.withEffects(List.of()));
        assertEquals(
                "decision 'failed' with effects, expected none",
                assertThrows(MalformedException.class, () -> failed.withDelay(1))
                        .getMessage());
        JsonObject json = failed.toJson()
                .put("effects", new JsonArray().add(Effect.delay(1).toJson()));
        assertThrows(MalformedException.class, () -> Decision.fromJson(json));
        assertEquals(failed, Decision.fromJson(json.put("effects", new JsonArray())));
    }

    @Test
    void theTextOfAFailureIsBoundedAndMustBeThere() {
        String lightning = new String(Character.toChars(0x1f5f2));
        String tooLong = "x".repeat(Decision.FAILED_LIMIT - 1) + lightning;

        assertEquals(new Decision.Failed("x".repeat(Decision.FAILED_LIMIT - 1)), Decision.failed(tooLong));
        assertEquals(
                1_000,
                ((Decision.Failed) Decision.failed("y".repeat(5_000))).text().length());
        assertThrows(MalformedException.class, () -> Decision.fromJson(new JsonObject().put("decision", "failed")));
    }

    private static JsonObject without(JsonObject decision) {
        JsonObject rest = Examples.travelled(decision);
        rest.remove("effects");
        return rest;
    }
}
