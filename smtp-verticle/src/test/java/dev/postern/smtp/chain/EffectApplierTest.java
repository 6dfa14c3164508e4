package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Recipient;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The effects {@code sender}, {@code recipient} and {@code inbox}: who is meant from then on. */
class EffectApplierTest {
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1";
    private static final String SECOND = "C: RCPT TO:<c@example.org>\nS: 250 2.1.5 Recipient ok\n";

    private final Dialogue dialogue = Dialogue.behind("x", "y");

    EffectApplierTest() {
        dialogue.groups.seen("x").seen("y");
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private static Address at(String local) {
        return new Address(local, "example.org");
    }

    private static Decision moves(String from, String to) {
        return moves(Decision.pass(), from, to);
    }

    private static Decision moves(Decision decision, String from, String to) {
        return decision.with(new Effect.NewRecipient(at(from), at(to)));
    }

    private void on(String group, Stage stage, Decision decision) {
        dialogue.groups.on(group, stage, decision);
    }

    private Event asked(Stage stage, int index) {
        return dialogue.groups.asked(stage).get(index).event();
    }

    private void send() {
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + SECOND + Scripts.DATA + Scripts.BODY + TAKEN);
    }

    private static void assertSender(String now, Event event) {
        Sender sender = event.sender();
        assertEquals(now, sender.address().toString());
        assertEquals("a@example.com", sender.original().toString());
    }

    private static List<String> moved(List<Recipient> recipients) {
        return recipients.stream()
                .map(one -> one.original().local() + " to " + one.address().local())
                .toList();
    }

    @Test
    void theSenderAtMailIsSeenByLaterTiersAndByAllThatFollows() {
        on("x", Stage.MAILFROM, Decision.pass().withSender(at("bounces")));
        on("y", Stage.MAILFROM, Decision.pass());
        on("x", Stage.DATA, Decision.pass());
        send();
        assertSender("a@example.com", asked(Stage.MAILFROM, 0));
        assertSender("bounces@example.org", asked(Stage.MAILFROM, 1));
        assertSender("bounces@example.org", asked(Stage.RCPTTO, 0));
        assertSender("bounces@example.org", asked(Stage.DATA, 0));
        assertSender("bounces@example.org", asked(Stage.DELIVER, 0));
    }

    @Test
    void theSenderAtContentIsSeenFromThenOn() {
        on("x", Stage.CONTENT, Decision.pass().withSender(Address.EMPTY));
        on("y", Stage.CONTENT, Decision.pass());
        on("y", Stage.MESSAGE, Decision.pass());
        send();
        assertSender("a@example.com", asked(Stage.CONTENT, 0));
        assertSender("", asked(Stage.CONTENT, 1));
        assertSender("", asked(Stage.MESSAGE, 0));
        assertSender("", asked(Stage.DELIVER, 0));
    }

    @Test
    void aRefusedStageAndAVoidRoundRewriteNothing() {
        on("x", Stage.MAILFROM, Decision.pass().withSender(at("bounces")));
        dialogue.groups.on(
                "y", Stage.MAILFROM, event -> event.round() == 0 ? Decision.retry() : Decision.reject(550, null, "no"));
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\nS: 550 5.0.0 no");
        assertSender("a@example.com", asked(Stage.MAILFROM, 2));
        on("x", Stage.MAILFROM, Decision.pass());
        on("y", Stage.MAILFROM, Decision.pass());
        dialogue.play(Scripts.MAIL + Scripts.RCPT);
        assertSender("a@example.com", asked(Stage.RCPTTO, 0));
    }

    @Test
    void theRecipientAtRcptIsSeenByLaterTiersAndMayOpenTheDoor() {
        on("x", Stage.RCPTTO, Decision.pass().withRecipient(at("b")));
        on("y", Stage.RCPTTO, Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MAIL + "C: RCPT TO:<alias@elsewhere.example>\nS: 250 2.1.5 Recipient ok\n"
                + Scripts.DATA + Scripts.BODY + TAKEN);
        List<String> seen = dialogue.groups.asked(Stage.RCPTTO).stream()
                .map(ask -> ((RcptTo) ask.event()).recipient().address().toString())
                .toList();
        assertEquals(List.of("alias@elsewhere.example", "b@example.org", "b@example.org"), seen);
        assertEquals(List.of("alias to b"), moved(asked(Stage.DELIVER, 0).recipients()));
    }

    @Test
    void twoRecipientsThatBecomeOneAtRcptAreDeliveredOnce() {
        on("x", Stage.RCPTTO, Decision.pass().withRecipient(at("team")));
        send();
        assertEquals(List.of("b to team"), moved(asked(Stage.DELIVER, 0).recipients()));
    }

    @Test
    void severalRecipientsAreRewrittenAtContent() {
        on("x", Stage.CONTENT, moves(moves("b", "d"), "c", "b"));
        on("y", Stage.CONTENT, moves("d", "e"));
        on("y", Stage.MESSAGE, Decision.pass());
        send();
        assertEquals(List.of("b to d", "c to b"), moved(asked(Stage.CONTENT, 1).recipients()));
        assertEquals(
                "e", ((Message) asked(Stage.MESSAGE, 0)).recipient().address().local());
        assertEquals(List.of("b to e", "c to b"), moved(asked(Stage.DELIVER, 0).recipients()));
    }

    @Test
    void whoIsNoRecipientCannotBeRewrittenAtContent() {
        on("x", Stage.CONTENT, moves("z", "e"));
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 451 4.3.0...");
    }

    @Test
    void twoRecipientsThatBecomeOneAtContentAreDeliveredOnce() {
        on("x", Stage.CONTENT, moves("b", "c"));
        send();
        assertEquals(List.of("b to c"), moved(asked(Stage.DELIVER, 0).recipients()));
    }

    @Test
    void theRecipientAtMessageIsSeenByLaterTiersAndDelivered() {
        dialogue.groups.on(
                "x",
                Stage.MESSAGE,
                event -> Decision.pass()
                        .withRecipient(
                                at(((Message) event).recipient().address().local() + "2")));
        on("y", Stage.MESSAGE, Decision.pass());
        send();
        assertEquals(
                "b2", ((Message) asked(Stage.MESSAGE, 1)).recipient().address().local());
        assertEquals(
                List.of("b to b2", "c to c2"), moved(asked(Stage.DELIVER, 0).recipients()));
    }

    @Test
    void twoThatBecomeOneAtMessageAreDeliveredOnceWhateverTheCaseOfTheDomain() {
        dialogue.groups.on("x", Stage.MESSAGE, event -> {
            Address address = ((Message) event).recipient().address();
            return Decision.pass()
                    .withRecipient(new Address("team", address.local().equals("b") ? "example.org" : "EXAMPLE.ORG"));
        });
        send();
        assertEquals(List.of("b to team"), moved(asked(Stage.DELIVER, 0).recipients()));
    }

    @Test
    void anInboxNamedAtRcptIsSeenByLaterTiersAndTakesTheMessage() {
        on("x", Stage.RCPTTO, Decision.pass().withInbox("archive"));
        on("y", Stage.RCPTTO, Decision.pass());
        dialogue.groups.on("archive", Stage.DELIVER, StagePath::yes);
        send();
        assertEquals("archive", ((RcptTo) asked(Stage.RCPTTO, 1)).recipient().inbox());
        assertEquals(List.of("archive"), dialogue.groups.askedAt(Stage.DELIVER));
    }

    @Test
    void anInboxThatNobodyIsRefusesForNow() {
        on("x", Stage.RCPTTO, Decision.pass().withInbox("nowhere"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + "C: RCPT TO:<b@example.org>\nS: 451 4.3.0...");
    }

    @Test
    void anInboxAtMessageIsNotThereYet() {
        on("x", Stage.MESSAGE, Decision.pass().withInbox("archive"));
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 451 4.3.0...");
    }

    @Test
    void anAddressThatNeedsUtf8IsMalformedUnlessTheClientHasDeclaredIt() {
        on("x", Stage.RCPTTO, Decision.pass().withRecipient(new Address("ö", "example.org")));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + """
                C: RCPT TO:<b@example.org>
                S: 451 4.3.0...
                C: RSET
                S: 250 2.0.0...
                C: MAIL FROM:<a@example.com> SMTPUTF8
                S: 250 2.1.0 Sender ok
                """ + Scripts.RCPT);
    }

    @Test
    void whatIsToldIsWhatTheClientGave() {
        on("x", Stage.RCPTTO, Decision.pass().withRecipient(at("team")));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT);
        RcptTo told = (RcptTo)
                dialogue.reports.all.get(dialogue.reports.all.size() - 1).event();
        assertEquals(at("b"), told.recipient().address());
    }
}
