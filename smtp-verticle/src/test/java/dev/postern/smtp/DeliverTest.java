package dev.postern.smtp;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.DeliveryResult.Outcome;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import java.util.List;
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
    void aResultForSomebodyElseIsNoDelivery() {
        answers(
                result("b", Outcome.REFUSED, GONE),
                result("c", Outcome.REFUSED, GONE),
                result("x", Outcome.DELIVERED, YES));
        expect("550 5.1.6 moved");
    }

    @Test
    void aSecondResultForTheSameRecipientIsNoDelivery() {
        answers(
                result("b", Outcome.REFUSED, GONE),
                result("c", Outcome.REFUSED, GONE),
                result("c", Outcome.DELIVERED, YES));
        expect("550 5.1.6 moved");
    }
}
