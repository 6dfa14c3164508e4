package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.contract.json.MalformedException;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The effect {@code delay}: the verdict waits. */
class DelayTest {
    private final Dialogue dialogue = Dialogue.behind("x", "y");

    DelayTest() {
        dialogue.groups.seen("x").seen("y");
    }

    private void expectSilenceFor(long milliseconds) {
        expectSilenceFor(dialogue, milliseconds);
    }

    private static void expectSilenceFor(Dialogue dialogue, long milliseconds) {
        dialogue.clock.advance(milliseconds - 1);
        assertEquals(List.of(), dialogue.said());
        assertTrue(dialogue.isBusy());
        dialogue.clock.advance(1);
    }

    private void mail() {
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>");
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RESET", "CLOSE"})
    void nothingIsSaidBeforeItIsOver(Stage stage) {
        StagePath moment = StagePath.of(stage).saying(decision -> decision.withDelay(60_000));
        moment.arrive();
        int told = moment.dialogue.reported.size();
        expectSilenceFor(moment.dialogue, 60_000);
        assertEquals(
                1,
                moment.dialogue.reports.all.subList(told, moment.dialogue.reported.size()).stream()
                        .filter(fact -> fact.event().stage() == stage)
                        .count(),
                "told when it is over, not before");
        moment.expectYes().dialogue.cut().assertClosed();
    }

    @Test
    void moreThanAMinuteCannotBeBuilt() {
        assertEquals(
                "a delay of 60001 ms, expected 0 to 60000",
                Assertions.assertThrows(
                                MalformedException.class, () -> Decision.pass().withDelay(60_001))
                        .getMessage());
    }

    @Test
    void theLongestOfAllAnswersCounts() {
        dialogue.groups.on("x", Stage.MAILFROM, Decision.pass().withDelay(7_000));
        dialogue.groups.on("y", Stage.MAILFROM, Decision.pass().withDelay(2_000));
        mail();
        expectSilenceFor(7_000);
        dialogue.play("S: 250 2.1.0 Sender ok").cut().assertClosed();
    }

    @Test
    void aRefusalWaitsToo() {
        dialogue.groups.on(
                "x", Stage.MAILFROM, Decision.reject(550, "5.7.1", "no").withDelay(3_000));
        mail();
        expectSilenceFor(3_000);
        dialogue.play("S: 550 5.7.1 no").cut().assertClosed();
    }

    @Test
    void thatOfAVoidRoundCountsToo() {
        dialogue.groups.on(
                "x",
                Stage.MAILFROM,
                event -> event.round() == 0
                        ? Decision.retry().withDelay(5_000)
                        : Decision.pass().withDelay(1_000));
        mail();
        expectSilenceFor(5_000);
        dialogue.play("S: 250 2.1.0 Sender ok").cut().assertClosed();
    }

    @Test
    void whatIsHeldUntilRcptStillDelays() {
        dialogue.groups.on(
                "x", Stage.MAILFROM, Decision.hold(550, "5.7.1", "no").withDelay(5_000));
        mail();
        expectSilenceFor(5_000);
        dialogue.play("S: 250 2.1.0 Sender ok\nC: RCPT TO:<b@example.org>\nS: 550 5.7.1 no")
                .cut()
                .assertClosed();
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RESET", "CLOSE"})
    void aClientThatIsLostDoesNotKeepIt(Stage stage) {
        StagePath moment = StagePath.of(stage).saying(decision -> decision.withDelay(60_000));
        moment.arrive().dialogue.cut().assertClosed();
        assertEquals(List.of(), moment.dialogue.said());
    }

    @Test
    void oneThatIsLostBeforeTheAnswerIsNotWaitedFor() {
        List<ScriptedPluginClient.Held> held = dialogue.groups.keeps("x", Stage.MAILFROM);
        mail();
        dialogue.cut();
        held.get(0).decide(Decision.pass().withDelay(60_000));
        dialogue.assertClosed();
    }

    /** 55 s of answer, 60 s of delay, four times: at 300 s the time for the message is over. */
    @Test
    void behindTheContentItEndsWithTheTimeForTheMessage() {
        slowly("x", Stage.MESSAGE);
        dialogue.groups.on(
                "maildir", Stage.DELIVER, event -> StagePath.yes(event).withDelay(60_000));
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
        for (int i = 0; i < 3; i++) {
            dialogue.play("C: RCPT TO:<u" + i + "@example.org>\nS: 250 2.1.5 Recipient ok");
        }
        dialogue.play(Scripts.DATA + Scripts.BODY);
        expectSilenceFor(3 * (29_000 + 60_000));
        assertEquals(1, dialogue.groups.asked(Stage.DELIVER).size());
        expectSilenceFor(300_000 - 3 * (29_000 + 60_000));
        dialogue.play("S: 250 2.0.0 Ok, taken as node-0-1-1").cut().assertClosed();
    }

    @Test
    void whenTheTimeForTheMessageIsUsedUpNoInboxIsAsked() {
        slowly("x", Stage.MESSAGE);
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
        for (int i = 0; i < 4; i++) {
            dialogue.play("C: RCPT TO:<u" + i + "@example.org>\nS: 250 2.1.5 Recipient ok");
        }
        dialogue.play(Scripts.DATA + Scripts.BODY);
        expectSilenceFor(300_000);
        dialogue.play("S: 451 4.3.0 temporarily unable to decide, try again later");
        assertEquals(List.of(), dialogue.groups.asked(Stage.DELIVER));
        dialogue.cut().assertClosed();
    }

    /** Answers after 29 s, and wants a minute more. */
    private void slowly(String group, Stage stage) {
        dialogue.groups.after(
                group, stage, event -> 29_000L, event -> Decision.pass().withDelay(60_000));
        dialogue.setup.links.replaceAll(link -> link.group().equals(group)
                ? new ChainLink(group, 0, Set.of(), 30_000, Map.of(), ChainLink.Role.PLAIN, Set.of())
                : link);
    }
}
