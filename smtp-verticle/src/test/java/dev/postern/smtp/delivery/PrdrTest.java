package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Message;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.plugins.CallResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PRDR (draft-hall-prdr): a client that asks for it is told of each recipient, between a 353 and a reply for the whole. */
class PrdrTest {
    private static final String ASKED = """
            C: MAIL FROM:<a@example.com> PRDR
            S: 250 2.1.0 Sender ok
            """;
    private static final String THREE = Scripts.RCPT + Scripts.RCPT.replace("b@", "c@") + Scripts.RCPT;
    private static final String EACH = "S: 353 A reply for each recipient follows\n";
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1\n";
    private static final String NEVER = "S: 550 5.7.1 never\n";
    private static final String LATER = "S: 451 4.7.1 later\n";

    private final Dialogue dialogue = Dialogue.standard().group("filter");

    PrdrTest() {
        dialogue.groups.seen("filter");
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    /** For b, and c. */
    private void judges(Decision forB, Decision forC) {
        dialogue.groups.on("filter", Stage.MESSAGE, event -> {
            String local = ((Message) event).recipient().address().local();
            return local.equals("b") ? forB : forC;
        });
    }

    private void play(String mail, String replies) {
        String ready = dialogue.session() == null ? Scripts.EHLO : "";
        dialogue.play(ready + mail + THREE + Scripts.DATA + Scripts.BODY + replies);
    }

    @Test
    void whoAsksIsToldOfEach() {
        judges(Decision.pass(), Decision.reject(550, "5.7.1", "never"));
        play(ASKED, EACH + TAKEN + NEVER + TAKEN + TAKEN);
        assertEquals(1, dialogue.delivered.size());
    }

    @Test
    void behindTheLastChunkToo() {
        judges(Decision.pass(), Decision.reject(451, "4.7.1", "later"));
        dialogue.play(Scripts.EHLO + ASKED + THREE + """
                C: BDAT 1
                C: x
                S: 250 2.0.0 Ok, 1 octets received
                C: BDAT 1 LAST
                C: y
                """ + EACH + TAKEN + LATER + TAKEN + TAKEN);
    }

    @Test
    void whereAllAreRefusedSoIsTheWhole() {
        judges(Decision.reject(550, "5.7.1", "never"), Decision.reject(451, "4.7.1", "later"));
        play(ASKED, EACH + NEVER + LATER + NEVER + LATER);
        assertEquals(List.of(), dialogue.groups.asked(Stage.DELIVER));
        dialogue.play(Scripts.MAIL);
    }

    @Test
    void aDiscardIsAYes() {
        judges(Decision.reject(550, "5.7.1", "never"), Decision.discard());
        play(ASKED, EACH + NEVER + TAKEN + NEVER + TAKEN);
        assertEquals(List.of(), dialogue.groups.asked(Stage.DELIVER));
    }

    @Test
    void aVerdictOnTheWholeIsOneReply() {
        dialogue.groups.on("filter", Stage.CONTENT, Decision.reject(554, "5.7.1", "spam"));
        play(ASKED, "S: 554 5.7.1 spam\n");
        dialogue.play(ASKED + THREE + Scripts.DATA).tooLarge();
        dialogue.play("S: 552 5.3.4 ...\n" + ASKED + THREE + "C: BDAT 1001 LAST\nC: " + "x".repeat(1001)
                + "\nS: 552 5.3.4 ...");
        dialogue.groups.on("filter", Stage.DATA, Decision.reject(451, "4.7.1", "later"));
        dialogue.play(ASKED + THREE + "C: BDAT 1 LAST\nC: x\n" + LATER);
    }

    @Test
    void theInboxMayTakeAMessageForSome() {
        dialogue.groups.on(
                "maildir",
                Stage.DELIVER,
                event -> Decision.delivered(event.recipients().stream()
                        .map(recipient -> recipient.address().local().equals("b")
                                ? DeliveryResult.delivered(recipient)
                                : new DeliveryResult(
                                        recipient.address(),
                                        DeliveryResult.Outcome.LATER,
                                        new Reply(452, "4.2.2", "full")))
                        .toList()));
        play(ASKED, EACH + TAKEN + "S: 452 4.2.2 full\n" + TAKEN + TAKEN);
        assertTrue(((Deliver) dialogue.groups.asked(Stage.DELIVER).get(0).event()).apart());
    }

    @Test
    void whoDoesNotAskGetsOneReplyForAll() {
        judges(Decision.pass(), Decision.pass());
        play(Scripts.MAIL, TAKEN);
        assertFalse(((Deliver) dialogue.groups.asked(Stage.DELIVER).get(0).event()).apart());
        judges(Decision.pass(), Decision.reject(451, "4.7.1", "later"));
        play(Scripts.MAIL, LATER);
        judges(Decision.reject(550, "5.7.1", "never"), Decision.pass());
        play(Scripts.MAIL, NEVER);
        assertEquals(1, dialogue.groups.asked(Stage.DELIVER).size());
    }

    @Test
    void itIsAskedForWithoutAValueAndWhereItIsOffered() {
        dialogue.groups.on("filter", Stage.HELO, Decision.pass().withExtensions(List.of(), List.of("PRDR")));
        dialogue.play(
                Scripts.EHLO.replace("S: 250-PRDR\n", "") + "C: MAIL FROM:<a@example.com> PRDR\nS: 555 5.5.4 ...");
        dialogue.groups.on("filter", Stage.HELO, Decision.pass());
        dialogue.play(Scripts.EHLO.replace(Scripts.BANNER, "") + """
                C: MAIL FROM:<a@example.com> PRDR=yes
                S: 501 5.5.4 Syntax: PRDR without a value
                C: MAIL FROM:<a@example.com> prdr SIZE=10
                S: 250 2.1.0 Sender ok
                """ + THREE + Scripts.DATA + Scripts.BODY + EACH
                + TAKEN + TAKEN + TAKEN + TAKEN);
    }

    @Test
    void theClientThatIsGoneIsToldNothingAndTheMessageTakenOnce() {
        var held = dialogue.groups.holds("maildir", Stage.DELIVER);
        play(ASKED, "");
        dialogue.cut();
        var event = dialogue.groups.asked(Stage.DELIVER).get(0).event();
        held.complete(CallResult.decided(StagePath.yes(event), "maildir-0", 1));
        dialogue.assertClosed();
        assertEquals(0, dialogue.reports.count(Stage.RESET));
    }

    @Test
    void rewrittenToOneAddressTheyGetOneCopyAndEachItsReply() {
        dialogue.groups.on(
                "filter", Stage.MESSAGE, event -> Decision.pass().withRecipient(new Address("joe", "example.org")));
        play(ASKED, EACH + TAKEN + TAKEN + TAKEN + TAKEN);
        assertEquals(
                1,
                dialogue.groups.asked(Stage.DELIVER).get(0).event().recipients().size());
        assertEquals(
                Map.of(),
                dialogue.groups
                        .asked(Stage.DELIVER)
                        .get(0)
                        .event()
                        .recipients()
                        .get(0)
                        .parameters());
    }
}
