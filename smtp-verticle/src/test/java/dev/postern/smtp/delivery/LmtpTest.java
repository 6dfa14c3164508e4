package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.DeliveryResult.Outcome;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.Failure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** LMTP (RFC 2033): LHLO, and behind a message a reply for each RCPT that got a yes, in their order. */
class LmtpTest {
    private static final String LHLO =
            Scripts.EHLO.replace("ESMTP", "LMTP").replace("C: EHLO", "C: LHLO").replace("S: 250-PRDR\n", "");
    private static final String BANNER = Scripts.BANNER.replace("ESMTP", "LMTP");
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1\n";
    private static final String NO_USER = "C: RCPT TO:<nobody@example.org>\nS: 550 5.1.1 no such user\n";

    private final Dialogue dialogue = Dialogue.behind("filter");

    LmtpTest() {
        dialogue.setup.protocol = SmtpOptions.Protocol.LMTP;
        dialogue.groups.seen("filter");
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private static String rcpt(String local) {
        return Scripts.RCPT.replace("<b@", "<" + local + "@");
    }

    /** The filter judges the message for each recipient by its local part; for others it passes. */
    private void judges(Map<String, Decision> verdicts) {
        dialogue.groups.on(
                "filter",
                Stage.MESSAGE,
                event -> verdicts.getOrDefault(
                        ((Message) event).recipient().address().local(), Decision.pass()));
    }

    /** The inbox has these replies for some recipients, and takes the message for the others. */
    private void delivers(Map<String, Reply> refusals) {
        dialogue.groups.on(
                "maildir",
                Stage.DELIVER,
                event -> Decision.delivered(event.recipients().stream()
                        .map(recipient -> result(
                                recipient, refusals.get(recipient.address().local())))
                        .toList()));
    }

    private static DeliveryResult result(Recipient recipient, Reply refusal) {
        if (refusal == null) {
            return DeliveryResult.delivered(recipient);
        }
        Outcome outcome = refusal.isTransient() ? Outcome.LATER : Outcome.REFUSED;
        return new DeliveryResult(recipient.address(), outcome, refusal);
    }

    private List<String> deliveredTo() {
        return dialogue.groups.asked(Stage.DELIVER).stream()
                .flatMap(ask -> ask.event().recipients().stream())
                .map(recipient -> recipient.address().local())
                .toList();
    }

    @Test
    void theGreetingIsLhloAndNoOther() {
        dialogue.play(
                BANNER + """
                C: EHLO client.example.com
                S: 500 5.5.1 Command not recognized
                C: HELO client.example.com
                S: 500 5.5.1 Command not recognized
                C: MAIL FROM:<a@example.com>
                S: 503 5.5.1 Say LHLO first
                C: LHLO
                S: 501 Syntax: LHLO domain
                """ + LHLO.replace(BANNER, "") + "C: EHLO x.example\nS: 500 5.5.1 Command not recognized");
        dialogue.play(Scripts.MAIL + LHLO.replace(BANNER, "") + Scripts.MAIL);
        assertEquals(1, dialogue.reports.count(Stage.RESET));
    }

    @Test
    void inSmtpThereIsNoLhlo() {
        Dialogue.standard().play(Scripts.EHLO + "C: LHLO a.example\nS: 500 5.5.1 Command not recognized");
    }

    @Test
    void helpNamesTheCommandsThatThereAre() {
        dialogue.play(BANNER);
        String help = String.join(" ", dialogue.ask("HELP"));
        assertTrue(help.contains(" LHLO ") && !help.contains("HELO "), help);
    }

    @Test
    void withoutARecipientThereIsNoMessage() {
        dialogue.play(LHLO + Scripts.MAIL + "C: DATA\nS: 503 5.5.1 Say RCPT first\n");
        dialogue.play(NO_USER + "C: DATA\nS: 503 5.5.1 No valid recipients\n");
        dialogue.play("C: BDAT 6 LAST\nC: QUIT\\r\\n\nS: 503 5.5.1 No valid recipients\n");
    }

    @Test
    void eachRcptWithAYesGetsAReplyInTheirOrder() {
        dialogue.groups.on("filter", Stage.RCPTTO, event -> {
            String local = ((RcptTo) event).recipient().address().local();
            return local.equals("void") ? Decision.discard() : Decision.pass();
        });
        judges(Map.of("c", Decision.reject(550, "5.7.1", "not for c")));
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + NO_USER + rcpt("void") + rcpt("b") + rcpt("c"));
        dialogue.play(Scripts.DATA + Scripts.BODY + TAKEN + "S: 550 5.7.1 not for c\n" + TAKEN + TAKEN
                + "S: 550 5.7.1 not for c\n");
        assertEquals(List.of("b"), deliveredTo());
    }

    @Test
    void behindTheLastChunkToo() {
        judges(Map.of("b", Decision.reject(451, "4.7.1", "later")));
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + """
                C: BDAT 2
                C: ab
                S: 250 2.0.0 Ok, 2 octets received
                C: BDAT 0 LAST
                S: 451 4.7.1 later
                """ + TAKEN);
        assertEquals(List.of("ab"), dialogue.delivered);
        assertEquals(List.of("c"), deliveredTo());
    }

    @Test
    void aVerdictOnTheContentIsSaidForEach() {
        dialogue.groups.on("filter", Stage.CONTENT, Decision.reject(554, "5.7.1", "spam"));
        String spam = "S: 554 5.7.1 spam\n";
        dialogue.play(LHLO
                + Scripts.MAIL
                + rcpt("b")
                + rcpt("c")
                + rcpt("b")
                + Scripts.DATA
                + Scripts.BODY
                + spam
                + spam
                + spam);
        dialogue.play(Scripts.MAIL + rcpt("b") + "C: BDAT 1 LAST\nC: x\n" + spam);
        dialogue.groups.on("filter", Stage.CONTENT, Decision.discard());
        dialogue.play(Scripts.MAIL + rcpt("b") + rcpt("c") + "C: BDAT 1 LAST\nC: x\n"
                + (TAKEN + TAKEN).replace("1-1\n", "1-3\n"));
        assertEquals(List.of(), deliveredTo());
    }

    @Test
    void tooLargeIsSaidForEachAtTheEndAndOnceBeforeIt() {
        String large = "S: 552 5.3.4 Message is larger than the fixed maximum\n";
        String octets = "C: " + "x".repeat(1001) + "\n";
        String begin = Scripts.MAIL + rcpt("b") + rcpt("c");
        dialogue.play(LHLO + begin + "C: BDAT 1001 LAST\n" + octets + large + large);
        dialogue.play(begin + "C: BDAT 1001\n" + octets + large + "C: BDAT 0 LAST\nS: 503 5.5.1 Say MAIL first\n");
        dialogue.play(begin + Scripts.DATA).tooLarge().play(large + large);
    }

    @Test
    void aRefusalOfTheFirstChunkThatIsTheLastIsSaidForEach() {
        dialogue.groups.on("filter", Stage.DATA, Decision.reject(451, "4.7.1", "later"));
        String later = "S: 451 4.7.1 later\n";
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + "C: BDAT 2 LAST\nC: ab\n" + later + later);
        dialogue.play(Scripts.MAIL + rcpt("b") + rcpt("c") + "C: BDAT 2\nC: ab\n" + later);
        dialogue.play(Scripts.MAIL + rcpt("b") + rcpt("c") + "C: DATA\n" + later);
    }

    @Test
    void eachRecipientHasItsOwnYes() {
        judges(Map.of(
                "c", Decision.pass().withReply("filed"), "d", Decision.discard().withReply("gone")));
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + rcpt("d") + Scripts.DATA + Scripts.BODY + TAKEN
                + "S: 250 2.0.0 filed (node-0-1-1)\nS: 250 2.0.0 gone (node-0-1-1)\n");
        assertEquals(List.of("b", "c"), deliveredTo());
    }

    @Test
    void theInboxMayTakeAMessageForSome() {
        delivers(Map.of("c", new Reply(452, "4.2.2", "full"), "d", new Reply(550, "5.1.6", "moved")));
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + rcpt("d") + Scripts.DATA + Scripts.BODY + TAKEN
                + "S: 452 4.2.2 full\nS: 550 5.1.6 moved\n");
        assertTrue(((Deliver) dialogue.groups.asked(Stage.DELIVER).get(0).event()).apart());
        assertEquals(0, dialogue.reports.count(Stage.RESET));
    }

    @Test
    void theInboxMayTakeItForNobody() {
        delivers(Map.of("b", new Reply(452, "4.2.2", "full"), "c", new Reply(550, "5.1.6", "moved")));
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + Scripts.DATA + Scripts.BODY
                + "S: 452 4.2.2 full\nS: 550 5.1.6 moved\n" + Scripts.MAIL);
        assertEquals(1, dialogue.reports.count(Stage.RESET));
    }

    @Test
    void noAnswerOfTheInboxIsNotNowForThoseItWasAskedFor() {
        judges(Map.of("c", Decision.reject(550, "5.7.1", "never")));
        dialogue.groups.fails("maildir", Stage.DELIVER, Failure.TIMEOUT);
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + Scripts.DATA + Scripts.BODY
                + "S: 451 4.3.0 temporarily unable to decide, try again later\nS: 550 5.7.1 never\n");
    }

    @Test
    void refusalsAreSoftenedOneByOne() {
        judges(Map.of("b", Decision.reject(550, "5.7.1", "never")));
        delivers(Map.of("c", new Reply(550, "5.1.6", "moved")));
        dialogue.softBounce()
                .play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + rcpt("d") + Scripts.DATA + Scripts.BODY
                        + "S: 450 4.7.1 never\nS: 450 4.1.6 moved\n" + TAKEN);
    }

    @Test
    void aHangUpForOneComesBehindTheRepliesOfAll() {
        judges(Map.of("b", Decision.reject(421, "4.7.0", "go")));
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + rcpt("c") + Scripts.DATA + Scripts.BODY + "S: 421 4.7.0 go\n"
                + TAKEN);
        dialogue.expectClosed();
        assertEquals(List.of("c"), deliveredTo());
    }

    @Test
    void thereIsNoPrdr() {
        dialogue.play(LHLO + "C: MAIL FROM:<a@example.com> PRDR\nS: 555 5.5.4 ...");
    }

    @Test
    void theTraceFieldSaysHowItCame() {
        dialogue.play(LHLO + Scripts.MAIL + rcpt("b") + Scripts.DATA + Scripts.BODY + TAKEN);
        Deliver event = (Deliver) dialogue.groups.asked(Stage.DELIVER).get(0).event();
        assertTrue(event.content().head().toString().contains(" with LMTP\r\n"));
    }
}
