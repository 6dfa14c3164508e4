package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The decision {@code retry}: the same occasion before all groups once more. */
class RetryTest {
    private Dialogue dialogue = Dialogue.behind("x", "y");

    RetryTest() {
        dialogue.groups.seen("x").seen("y");
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private static ChainLink required(String group) {
        return new ChainLink(group, 0, Set.of(), 0, Map.of(), new ChainLink.Role(true, false), Set.of());
    }

    private void mail(String reply) {
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\n" + reply);
    }

    private List<String> rounds(Stage stage) {
        return dialogue.groups.asked(stage).stream()
                .map(ask -> ask.group() + " " + ask.event().round())
                .toList();
    }

    private List<Verdict> verdicts() {
        return dialogue.reports.all.get(dialogue.reports.all.size() - 1).verdicts();
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DELIVER", "RESET", "CLOSE"})
    void allAreAskedAgainAndTheRoundIsCounted(Stage stage) {
        StagePath moment =
                StagePath.of(stage).deciding(event -> event.round() < 3 ? Decision.retry() : StagePath.yes(event));
        dialogue = moment.arrive().expectYes().dialogue;
        List<Event> asked = moment.asked().stream()
                .filter(ask -> ask.group().equals("x"))
                .map(ScriptedPluginClient.Ask::event)
                .toList();
        assertEquals(List.of(0, 1, 2, 3), asked.stream().map(Event::round).toList());
        assertEquals(1, asked.stream().map(Event::sequence).distinct().count(), "one occasion, one sequence");
        assertEquals(List.of(0, 0, 0, 0), asked.stream().map(Event::attempt).toList());
    }

    @Test
    void atDeliverItIsMalformed() {
        dialogue.groups.on("maildir", Stage.DELIVER, Decision.retry());
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 451 4.3.0...");
        assertEquals(1, dialogue.groups.asked(Stage.DELIVER).size());
    }

    @Test
    void theFourthIsMalformed() {
        dialogue.groups.on("x", Stage.MAILFROM, Decision.retry());
        mail("S: 451 4.3.0 temporarily unable to decide, try again later");
        assertEquals(List.of("x 0", "x 1", "x 2", "x 3"), rounds(Stage.MAILFROM));
        assertEquals("malformed", verdicts().get(3).failure());
    }

    @Test
    void theWholeTierIsHeardAndLaterOnesAreNot() {
        dialogue.groups.on("x", Stage.MAILFROM, event -> event.round() == 0 ? Decision.retry() : Decision.pass());
        dialogue.groups.on("y", Stage.MAILFROM, Decision.pass());
        dialogue.link(required("audit")).groups.on("audit", Stage.MAILFROM, Decision.pass());
        mail("S: 250 2.1.0 Sender ok");
        assertEquals(List.of("x 0", "x 1", "y 1", "audit 1"), rounds(Stage.MAILFROM));
        assertEquals(
                List.of("retry", "pass", "pass", "pass"),
                verdicts().stream().map(Verdict::decision).toList());
    }

    @Test
    void aRequiredGroupMayWantItToo() {
        dialogue.groups.on("x", Stage.MAILFROM, Decision.accept());
        dialogue.link(required("audit"))
                .groups
                .on("audit", Stage.MAILFROM, event -> event.round() == 0 ? Decision.retry() : Decision.pass());
        mail("S: 250 2.1.0 Sender ok");
        assertEquals(List.of("x 0", "audit 0", "x 1", "audit 1"), rounds(Stage.MAILFROM));
    }

    @Test
    void ofARequiredGroupItDoesNotUndoARefusal() {
        dialogue.groups.on("x", Stage.MAILFROM, Decision.reject(550, "5.7.1", "no"));
        dialogue.link(required("audit")).groups.on("audit", Stage.MAILFROM, Decision.retry());
        mail("S: 550 5.7.1 no");
        assertEquals(List.of("x 0", "audit 0"), rounds(Stage.MAILFROM));
    }

    @Test
    void ofAVoidRoundOnlySendDelayAndDataCount() {
        dialogue.groups.on(
                "x",
                Stage.MAILFROM,
                event -> event.round() == 0
                        ? Decision.pass()
                                .withAuthenticated("joe")
                                .withReply("void")
                                .withSender(Address.EMPTY)
                                .withSend(Buffer.buffer("sent\r\n"))
                                .withDelay(1_000)
                                .withData(new JsonObject().put("k", 1))
                        : Decision.pass());
        dialogue.groups.on("y", Stage.MAILFROM, event -> event.round() == 0 ? Decision.retry() : Decision.pass());
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>");
        assertTrue(dialogue.isBusy());
        dialogue.clock.advance(1_000);
        dialogue.play("S: sent\nS: 250 2.1.0 Sender ok");
        assertEquals(null, dialogue.session().connection().client().user());
        Event second = dialogue.groups.asked(Stage.MAILFROM).get(2).event();
        assertEquals(1, second.data().getInteger("k"));
        assertEquals(null, second.client().user());
        assertEquals("a@example.com", second.sender().address().toString());
    }

    @Test
    void whatWasHeldInAVoidRoundIsForgotten() {
        dialogue.groups.on(
                "x", Stage.MAILFROM, event -> event.round() == 0 ? Decision.hold(550, null, "no") : Decision.pass());
        dialogue.groups.on("y", Stage.MAILFROM, event -> event.round() == 0 ? Decision.retry() : Decision.pass());
        mail("S: 250 2.1.0 Sender ok\n" + Scripts.RCPT);
    }

    @Test
    void anAcceptOfAVoidRoundOpensNobody() {
        dialogue = new Dialogue()
                .group("door", new ChainLink.Role(false, true))
                .group("y", new ChainLink.Role(true, false));
        dialogue.groups.on("door", Stage.RCPTTO, event -> event.round() == 0 ? Decision.accept() : Decision.pass());
        dialogue.groups.on("y", Stage.RCPTTO, event -> event.round() == 0 ? Decision.retry() : Decision.pass());
        dialogue.play(Scripts.HELO + Scripts.MAIL + "C: RCPT TO:<b@example.org>\nS: 550 5.7.1 Relaying denied");
    }

    @Test
    void aGroupHasItsBudgetForAllRoundsTogether() {
        dialogue.groups.after(
                "x", Stage.MAILFROM, event -> 2_000L, event -> event.round() < 3 ? Decision.retry() : Decision.pass());
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>");
        dialogue.clock.advance(5_000);
        dialogue.play("S: 451 4.3.0...");
        assertEquals(
                List.of(5_000L, 3_000L, 1_000L),
                dialogue.groups.asked(Stage.MAILFROM).stream()
                        .map(ScriptedPluginClient.Ask::budget)
                        .toList());
        lateAnswersChangeNothing();
    }

    private void lateAnswersChangeNothing() {
        dialogue.clock.advance(5_000);
        assertEquals(List.of(), dialogue.said());
    }

    @Test
    void aStageHasItsTimeForAllRoundsTogether() {
        dialogue = new Dialogue();
        for (String group : List.of("a", "b", "c", "d")) {
            dialogue.link(new ChainLink(group, 0, Set.of(), 25_000, Map.of(), ChainLink.Role.PLAIN, Set.of()));
            boolean last = group.equals("d");
            dialogue.groups.after(
                    group, Stage.MAILFROM, event -> 4_000L, event -> last ? Decision.retry() : Decision.pass());
        }
        dialogue.play(Scripts.HELO + "C: MAIL FROM:<a@example.com>");
        dialogue.clock.advance(29_999);
        assertTrue(dialogue.isBusy());
        dialogue.clock.advance(1);
        dialogue.play("S: 451 4.3.0...");
        assertEquals(List.of("a 0", "b 0", "c 0", "d 0", "a 1", "b 1", "c 1", "d 1"), rounds(Stage.MAILFROM));
        lateAnswersChangeNothing();
    }
}
