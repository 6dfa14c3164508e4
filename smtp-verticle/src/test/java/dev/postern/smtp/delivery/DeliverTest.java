package dev.postern.smtp.delivery;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.DeliveryResult.Outcome;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.Failure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an inbox's answer to {@code deliver} becomes. */
class DeliverTest {
    private static final Reply YES = new Reply(250, "2.1.5", "delivered");
    private static final Reply FULL = new Reply(452, "4.2.2", "mailbox full");
    private static final Reply GONE = new Reply(550, "5.1.6", "moved");

    private final Dialogue dialogue = Dialogue.standard();

    private static DeliveryResult result(String local, Outcome outcome, Reply reply) {
        return new DeliveryResult(new Address(local, "example.org"), outcome, reply);
    }

    private void answers(DeliveryResult... results) {
        dialogue.groups.on("maildir", Stage.DELIVER, Decision.delivered(List.of(results)));
    }

    /** A message for b and c. */
    private void expect(String reply) {
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + """
                C: RCPT TO:<c@example.org>
                S: 250 2.1.5 Recipient ok
                """ + Scripts.DATA + Scripts.BODY + "S: " + reply);
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    @Test
    void aResultForSomebodyElseIsMalformed() {
        answers(
                result("b", Outcome.REFUSED, GONE),
                result("c", Outcome.REFUSED, GONE),
                result("x", Outcome.DELIVERED, YES));
        expect("451 4.3.0 temporarily unable to decide, try again later");
    }

    @Test
    void aSecondResultForTheSameRecipientIsMalformed() {
        answers(
                result("b", Outcome.REFUSED, GONE),
                result("c", Outcome.REFUSED, GONE),
                result("c", Outcome.DELIVERED, YES));
        expect("451 4.3.0 temporarily unable to decide, try again later");
    }

    @Test
    void allOrNoneAreDelivered() {
        answers(result("b", Outcome.DELIVERED, YES), result("c", Outcome.LATER, FULL));
        expect("451 4.3.0 temporarily unable to decide, try again later");
    }

    @Test
    void theFirstNotNowSpeaksForAll() {
        answers(result("b", Outcome.REFUSED, GONE), result("c", Outcome.LATER, FULL));
        expect("452 4.2.2 mailbox full");
    }

    @Test
    void aMissingResultIsNoAnswer() {
        answers(result("b", Outcome.DELIVERED, YES));
        expect("451 4.3.0 temporarily unable to decide, try again later");
    }

    @Test
    void passTakesNothing() {
        dialogue.groups.on("maildir", Stage.DELIVER, Decision.pass());
        expect("451 4.3.0 Temporarily unable to process, try again later");
    }

    @Test
    void aRejectIsTheReply() {
        dialogue.groups.on("maildir", Stage.DELIVER, Decision.reject(550, "5.2.1", "disabled"));
        expect("550 5.2.1 disabled");
    }

    @Test
    void anAcceptIsNoDelivery() {
        dialogue.groups.on("maildir", Stage.DELIVER, Decision.accept());
        expect("451 4.3.0 temporarily unable to decide, try again later");
    }

    @Test
    void noAnswerTakesNothing() {
        dialogue.groups.holds("maildir", Stage.DELIVER);
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE);
        dialogue.clock.advance(60_000);
        dialogue.play("S: 451 4.3.0 temporarily unable to decide, try again later");
    }

    @Test
    void aFailureThatMayPassStillTakesNothing() {
        dialogue.link(new ChainLink(
                "maildir",
                0,
                Set.of(),
                0,
                Map.of(Stage.DELIVER, ChainLink.FailurePolicy.PASS),
                ChainLink.Role.PLAIN,
                Set.of()));
        dialogue.groups.fails("maildir", Stage.DELIVER, Failure.EXCEPTION);
        expect("451 4.3.0 Temporarily unable to process, try again later");
    }

    @Test
    void theTextOfTheYesIsTheInboxs() {
        dialogue.groups.on(
                "maildir",
                Stage.DELIVER,
                event -> Decision.delivered(event.recipients().stream()
                                .map(DeliveryResult::delivered)
                                .toList())
                        .withReply("stored"));
        expect("250 2.0.0 stored (node-0-1-1)");
    }

    @Test
    void aHangUpClosesAfterTheReply() {
        dialogue.groups.on("maildir", Stage.DELIVER, Decision.reject(421, "4.3.2", "going down"));
        expect("421 4.3.2 going down");
        dialogue.expectClosed();
    }
}
