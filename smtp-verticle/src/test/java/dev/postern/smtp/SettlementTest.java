package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Decision;
import dev.postern.contract.Message;
import dev.postern.contract.Stage;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the end of data to the final reply. */
class SettlementTest {
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1";
    private static final String SECOND = """
            C: RCPT TO:<c@example.org>
            S: 250 2.1.5 Recipient ok
            """;
    private static final String TWO = Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + SECOND + Scripts.DATA + Scripts.BODY;

    private final Dialogue dialogue = Dialogue.standard().group("filter");

    SettlementTest() {
        dialogue.groups.seen("filter");
    }

    /** The filter judges the message for b, then for c. */
    private void judges(Decision forB, Decision forC) {
        dialogue.groups.on("filter", Stage.MESSAGE, event -> {
            String local = ((Message) event).recipient().address().local();
            return local.equals("b") ? forB : forC;
        });
    }

    private List<String> from(int fact) {
        return dialogue.told.subList(fact, dialogue.told.size());
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    @Test
    void aDiscardedMessageIsToldWithItsReply() {
        dialogue.groups.on("filter", Stage.CONTENT, Decision.discard());
        dialogue.play(TWO + TAKEN);
        assertEquals(List.of(), dialogue.delivered);
        assertEquals(List.of("7 content 250"), from(6));
    }

    @Test
    void whatIsDecidedAfterTheClientHasGoneIsToldWithoutAReply() {
        Promise<Answer> held = dialogue.groups.holds("filter", Stage.CONTENT);
        dialogue.play(TWO);
        dialogue.cut();
        held.complete(Answer.decided(Decision.reject(550, "5.7.1", "spam"), "filter-0", 1));
        assertEquals(List.of("7 content", "8 reset lost", "9 close lost"), from(6));
    }

    @Test
    void aClientThatIsLostDuringContentLeavesNothing() {
        Promise<Answer> held = dialogue.groups.holds("filter", Stage.CONTENT);
        dialogue.play(TWO);
        dialogue.cut();
        held.complete(Answer.decided(Decision.discard(), "filter-0", 1));
        assertEquals(List.of("7 content", "8 reset lost", "9 close lost"), from(6));
    }

    @Test
    void anInboxIsNotAskedWhenTheTimeForTheMessageIsOver() {
        dialogue.link(patient("slow", 400_000)).groups.holds("slow", Stage.CONTENT);
        dialogue.play(TWO);
        dialogue.clock.advance(300_000);
        dialogue.play("S: 451 4.3.0 temporarily unable to decide, try again later");
        assertEquals(List.of(), dialogue.groups.asked(Stage.DELIVER));
    }

    @Test
    void oneRecipientsVerdictHasTheTimeOfAStage() {
        for (String group : List.of("slow", "slower", "slowest")) {
            dialogue.link(patient(group, 20_000)).groups.holds(group, Stage.MESSAGE);
        }
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE);
        dialogue.clock.advance(30_000);
        dialogue.play(TAKEN);
        assertEquals(
                List.of(20_000L, 10_000L),
                dialogue.groups.asked(Stage.MESSAGE).stream()
                        .map(ScriptedGroups.Ask::budget)
                        .toList());
    }

    /** A group that may fail. */
    private static Link patient(String group, long budget) {
        Map<Stage, Link.FailurePolicy> pass =
                Map.of(Stage.CONTENT, Link.FailurePolicy.PASS, Stage.MESSAGE, Link.FailurePolicy.PASS);
        return new Link(group, 0, Set.of(), budget, pass, Link.Role.PLAIN, Set.of());
    }

    @Test
    void theMessageIsCarriedToContentAndDeliverAloneAndPulledElsewhere() {
        dialogue.groups.on("filter", Stage.CONTENT, Decision.pass()).on("filter", Stage.MESSAGE, Decision.pass());
        dialogue.play(TWO + TAKEN);
        Message asked = (Message) dialogue.groups.asked(Stage.MESSAGE).get(0).event();
        assertNull(asked.content().inline());
        assertEquals(16, asked.content().size());
    }
}
