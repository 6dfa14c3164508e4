package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.wire.DecisionRules;
import dev.postern.contract.wire.Declaration;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which answers may be given where, and how the others are named; the tables are in {@link StageTest}. */
class DecisionRulesTest {
    private static final Address BOB = new Address("bob", "example.org");

    @Test
    void whatTheStageDoesNotAllowIsNamed() {
        Decision hold = new Decision.Reject(new Reply(550, "5.7.1", "no"), true, List.of());

        assertNull(DecisionRules.objection(Decision.discard(), Stage.RCPTTO, null));
        assertEquals("decision 'discard' is not allowed at mailfrom", at(Stage.MAILFROM, Decision.discard()));
        assertNull(at(Stage.MAILFROM, hold));
        assertEquals("'hold' is not allowed at rcptto", at(Stage.RCPTTO, hold));
        assertNull(at(Stage.RCPTTO, Decision.accept().withInbox("maildir")));
        assertEquals(
                "effect 'inbox' is not allowed at mailfrom",
                at(Stage.MAILFROM, Decision.accept().withInbox("maildir")));
    }

    @Test
    void anEffectStandsOnceUnlessItAddsUp() {
        for (Effect effect : List.of(
                new Effect.Send(Buffer.buffer("x")),
                new Effect.Header(Effect.Header.Action.ADD, "X", "y", 0),
                new Effect.Add(BOB),
                new Effect.Remove(BOB))) {
            assertNull(at(Stage.CONTENT, Decision.pass().with(effect).with(effect)));
        }
        assertEquals(
                "effect 'reply' is given twice",
                at(Stage.CONTENT, Decision.pass().withReply("a").withReply("b")));
        assertEquals(
                "effect 'data' is given twice",
                at(Stage.CONTENT, Decision.pass().withData(new JsonObject()).withData(new JsonObject())));
    }

    @Test
    void dataIsAtMost64KiBEncoded() {
        JsonObject full = new JsonObject().put("k", "x".repeat(Effect.DATA_LIMIT - "{\"k\":\"\"}".length()));

        assertNull(at(Stage.HELO, Decision.pass().withData(full)));
        assertEquals(
                "effect 'data' is larger than 65536 octets",
                at(Stage.HELO, Decision.pass().withData(full.copy().put("k", full.getString("k") + "x"))));
    }

    @Test
    void dataThatIsNoJsonIsNamed() {
        JsonObject foreign = new JsonObject().put("k", new Shareable() {});

        assertEquals(
                "effect 'data' cannot be written as JSON",
                at(Stage.HELO, Decision.pass().withData(foreign)));
    }

    @Test
    void dataIsNotForAStageThatTheGroupDeclaresConcurrent() {
        Declaration declared = new Declaration(
                EnumSet.of(Stage.RCPTTO, Stage.HELO), Set.of(Stage.RCPTTO), Set.of(), Set.of(), false, Set.of());
        Decision decision = Decision.pass().withData(new JsonObject());

        assertNull(DecisionRules.objection(decision, Stage.HELO, declared));
        assertNull(DecisionRules.objection(decision, Stage.RCPTTO, null));
        assertEquals(
                "effect 'data' is not allowed at rcptto, which is concurrent",
                DecisionRules.objection(decision, Stage.RCPTTO, declared));
    }

    private static String at(Stage stage, Decision decision) {
        return DecisionRules.objection(decision, stage, null);
    }
}
