package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Close;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Message;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the end of data to the final reply. */
class EndOfDataTest {
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1";
    private static final String SECOND = """
            C: RCPT TO:<c@example.org>
            S: 250 2.1.5 Recipient ok
            """;
    private static final String TWO = Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + SECOND + Scripts.DATA + Scripts.BODY;

    private final Dialogue dialogue = Dialogue.standard().group("filter");

    EndOfDataTest() {
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
        return dialogue.reported.subList(fact, dialogue.reported.size());
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
        Promise<CallResult> held = dialogue.groups.holds("filter", Stage.CONTENT);
        dialogue.play(TWO);
        dialogue.cut();
        held.complete(CallResult.decided(Decision.reject(550, "5.7.1", "spam"), "filter-0", 1));
        assertEquals(List.of("7 content", "8 reset lost", "9 close lost"), from(6));
    }

    @Test
    void aClientThatIsLostDuringContentLeavesNothing() {
        Promise<CallResult> held = dialogue.groups.holds("filter", Stage.CONTENT);
        dialogue.play(TWO);
        dialogue.cut();
        held.complete(CallResult.decided(Decision.discard(), "filter-0", 1));
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
                        .map(ScriptedPluginClient.Ask::budget)
                        .toList());
    }

    /** A group that may fail. */
    private static ChainLink patient(String group, long budget) {
        Map<Stage, ChainLink.FailurePolicy> pass =
                Map.of(Stage.CONTENT, ChainLink.FailurePolicy.PASS, Stage.MESSAGE, ChainLink.FailurePolicy.PASS);
        return new ChainLink(group, 0, Set.of(), budget, pass, ChainLink.Role.PLAIN, Set.of());
    }

    @Test
    void theMessageIsCarriedToContentAndDeliverAloneAndPulledElsewhere() {
        dialogue.groups.on("filter", Stage.CONTENT, Decision.pass()).on("filter", Stage.MESSAGE, Decision.pass());
        dialogue.play(TWO + TAKEN);
        Message asked = (Message) dialogue.groups.asked(Stage.MESSAGE).get(0).event();
        assertNull(asked.content().inline());
        assertEquals(16, asked.content().size());
    }

    @Test
    void oneReplyStandsForAllNotNowBeforeNever() {
        Decision never = Decision.reject(550, "5.7.1", "never");
        Decision later = Decision.reject(451, "4.7.1", "later");
        Decision pass = Decision.pass();
        expect(never, later, "451 4.7.1 later");
        expect(later, never, "451 4.7.1 later");
        expect(never, Decision.reject(551, "5.7.1", "other"), "550 5.7.1 never");
        expect(pass, later, "451 4.7.1 later");
        expect(pass, never, "550 5.7.1 never");
        expect(Decision.discard(), never, "550 5.7.1 never");
        assertEquals(List.of(), dialogue.delivered);
        assertEquals(6, dialogue.reports.count(Stage.RESET));
    }

    private void expect(Decision forB, Decision forC, String reply) {
        judges(forB, forC);
        dialogue.play((dialogue.session() == null ? TWO : TWO.replace(Scripts.EHLO, "")) + "S: " + reply);
    }

    @Test
    void theMessageGoesToThoseForWhomNobodyHasDiscardedIt() {
        judges(Decision.discard(), Decision.pass());
        dialogue.play(TWO + TAKEN);
        assertEquals(
                "c",
                dialogue.groups.asked(Stage.DELIVER).get(0).event().recipients().stream()
                        .map(recipient -> recipient.address().local())
                        .reduce("", String::concat));
    }

    @Test
    void aMessageDiscardedForAllIsTakenAndGoesNowhere() {
        judges(Decision.discard(), Decision.discard());
        dialogue.play(TWO + TAKEN);
        assertEquals(List.of(), dialogue.groups.asked(Stage.DELIVER));
    }

    @Test
    void contentIsHeardOnceAndMessageOncePerRecipient() {
        dialogue.play(TWO + TAKEN);
        assertEquals(List.of("6 data 354", "7 content", "8 message", "9 message", "10 deliver 250"), from(5));
        assertEquals(
                List.of("b", "c"),
                dialogue.reports.all.stream()
                        .filter(fact -> fact.event() instanceof Message)
                        .map(fact ->
                                ((Message) fact.event()).recipient().address().local())
                        .toList());
    }

    @Test
    void aRefusedContentAsksNobodyElse() {
        dialogue.groups.on("filter", Stage.CONTENT, Decision.reject(554, "5.7.1", "spam"));
        judges(Decision.pass(), Decision.pass());
        dialogue.play(TWO + "S: 554 5.7.1 spam");
        assertEquals(List.of(), dialogue.groups.asked(Stage.MESSAGE));
        assertEquals(List.of("7 content 554", "8 reset refused"), from(6));
        dialogue.play(Scripts.MAIL);
    }

    @Test
    void theTextOfTheYesIsTheGroups() {
        dialogue.groups.on("filter", Stage.CONTENT, Decision.pass().withReply("scanned"));
        dialogue.play(TWO + "S: 250 2.0.0 scanned (node-0-1-1)");
    }

    @Test
    void aMessageThatIsTooLargeEndsItsTransaction() {
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + Scripts.DATA).tooLarge();
        dialogue.play("S: 552 5.3.4 Message is larger than the fixed maximum");
        assertEquals(List.of("6 reset refused"), from(5));
        dialogue.play(Scripts.MAIL);
    }

    @Test
    void whatTheClientSentStandsBehindTheTraceField() {
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + Scripts.DATA + "C: ..dot\nC: .\n" + TAKEN);
        String message = dialogue.delivered.get(0);
        assertEquals(".dot\r\n", message);
        var content = ((Deliver) dialogue.groups.asked(Stage.DELIVER).get(0).event()).content();
        assertEquals(content.size(), content.head().length() + content.inline().length());
    }

    @Test
    void aClientThatIsLostDuringDeliverHasItsMessageTaken() {
        Promise<CallResult> held = dialogue.groups.holds("maildir", Stage.DELIVER);
        dialogue.play(TWO);
        dialogue.cut();
        var event = dialogue.groups.asked(Stage.DELIVER).get(0).event();
        held.complete(CallResult.decided(
                Decision.delivered(event.recipients().stream()
                        .map(DeliveryResult::delivered)
                        .toList()),
                "maildir-0",
                1));
        assertEquals(0, dialogue.reports.count(Stage.RESET));
        Close close = (Close)
                dialogue.reports.all.get(dialogue.reports.all.size() - 1).event();
        assertEquals(1, close.counters().messages());
        assertEquals(1, close.counters().transactions());
        assertEquals("lost", close.reason());
    }
}
