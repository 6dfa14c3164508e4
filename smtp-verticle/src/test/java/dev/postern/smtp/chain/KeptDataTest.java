package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The effect {@code data}: what a group keeps comes back with its next event, and with nobody else's. */
class KeptDataTest {
    private static Decision kept(Decision decision, Object value) {
        return decision.withData(new JsonObject().put("k", value));
    }

    private static Event last(Dialogue dialogue, String group) {
        return dialogue.groups.asked().stream()
                .filter(ask -> ask.group().equals(group))
                .reduce((one, other) -> other)
                .orElseThrow()
                .event();
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RESET", "CLOSE"})
    void theNextEventOfTheGroupHasIt(Stage stage) {
        StagePath moment = StagePath.of(stage).saying(decision -> kept(decision, stage.key()));
        moment.dialogue.group("other").groups.wants(moment.group, Stage.CLOSE).wants("other", Stage.CLOSE);
        moment.arrive().expectYes().dialogue.cut().assertClosed();
        for (ScriptedPluginClient.Ask sent : moment.dialogue.groups.sent()) {
            boolean own = sent.group().equals(moment.group);
            assertEquals(own ? stage.key() : null, sent.event().data().getString("k"), sent.group());
            assertEquals(own ? 1 : 0, sent.event().revision());
        }
        assertEquals(2, moment.dialogue.groups.sent().size());
    }

    @Test
    void thatOfARefusalOfAHoldAndOfAVoidRoundIsKept() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.HELO, kept(Decision.hold(550, "5.7.1", "no"), 1));
        dialogue.groups.on(
                "x",
                Stage.MAILFROM,
                event -> event.round() == 0 ? kept(Decision.retry(), 2) : Decision.reject(450, "4.7.1", "later"));
        dialogue.play(Scripts.EHLO);
        dialogue.ask("MAIL FROM:<a@example.com>");
        assertEquals(2, last(dialogue, "x").data().getInteger("k"));
        assertEquals(1, last(dialogue, "x").round());
        assertEquals(
                1, dialogue.groups.asked(Stage.MAILFROM).get(0).event().data().getInteger("k"));
        dialogue.groups.on("x", Stage.MAILFROM, event -> kept(Decision.reject(450, "4.7.1", "later"), 3));
        dialogue.ask("MAIL FROM:<a@example.com>");
        dialogue.ask("MAIL FROM:<a@example.com>");
        assertEquals(3, last(dialogue, "x").data().getInteger("k"));
        dialogue.cut().assertClosed();
    }

    @Test
    void itSurvivesStartTlsAndTheEndOfTransactions() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.CONNECT, kept(Decision.pass(), 1)).on("x", Stage.HELO, Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 250 2.0.0...\nC: STARTTLS\nS: 220 2.0.0...");
        dialogue.handshake().ask("EHLO client.example.com");
        assertEquals(1, last(dialogue, "x").data().getInteger("k"));
        dialogue.cut().assertClosed();
    }

    @Test
    void atAConcurrentStageItIsMalformedAndAtAnotherItIsNot() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups
                .on("x", Stage.MAILFROM, kept(Decision.pass(), 1))
                .on("x", Stage.RCPTTO, kept(Decision.pass(), 2))
                .concurrent("x", Stage.RCPTTO);
        dialogue.play(Scripts.EHLO + Scripts.MAIL + "C: RCPT TO:<b@example.org>\nS: 451 4.3.0...");
        assertEquals(1, last(dialogue, "x").data().getInteger("k"));
        var verdict = dialogue.reports
                .all
                .get(dialogue.reports.all.size() - 1)
                .verdicts()
                .get(0);
        assertEquals("malformed", verdict.failure());
        dialogue.cut().assertClosed();
    }

    @Test
    void whatIsMalformedKeepsNothing() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.MAILFROM, kept(Decision.discard(), 1));
        dialogue.play(Scripts.EHLO).ask("MAIL FROM:<a@example.com>");
        dialogue.ask("MAIL FROM:<a@example.com>");
        assertEquals(0, last(dialogue, "x").revision());
        dialogue.cut().assertClosed();
    }
}
