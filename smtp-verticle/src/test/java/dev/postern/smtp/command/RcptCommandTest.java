package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Recipient;
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

/** MAIL, RCPT and DATA: who may send to whom. */
class RcptCommandTest {
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1\n";
    private static final String DENIED = """
            C: RCPT TO:<x@elsewhere.example>
            S: 550 5.7.1 Relaying denied
            """;
    private static final String ELSEWHERE = """
            C: RCPT TO:<x@elsewhere.example>
            S: 250 2.1.5 Recipient ok
            """;

    private final Dialogue dialogue = Dialogue.standard();

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private void sending(String script) {
        dialogue.play(Scripts.EHLO + Scripts.MAIL + script);
    }

    private Dialogue failing(Failure failure, ChainLink.FailurePolicy policy) {
        dialogue.link(
                new ChainLink("spf", 0, Set.of(), 0, Map.of(Stage.RCPTTO, policy), ChainLink.Role.PLAIN, Set.of()));
        dialogue.groups.fails("spf", Stage.RCPTTO, failure);
        return dialogue;
    }

    /** The client is this user from its first word on. */
    private Dialogue known() {
        dialogue.group("pass").groups.on("pass", Stage.CONNECT, Decision.pass().withAuthenticated("joe"));
        return dialogue;
    }

    @Test
    void argumentsThatAreNoneAreRefused() {
        dialogue.play(Scripts.EHLO + """
                C: MAIL
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL FROM:a@example.com
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL TO:<a@example.com>
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL FROM:<a@>
                S: 501 5.1.7...
                """ + Scripts.MAIL + """
                C: RCPT
                S: 501 5.5.4 Syntax: RCPT TO:<address>
                C: RCPT TO:<>
                S: 501 5.1.3...
                C: RCPT TO:<b>
                S: 501 5.1.3...""");
    }

    @Test
    void parametersAreCheckedBeforeAnybodyIsAsked() {
        dialogue.group("spf").groups.on("spf", Stage.MAILFROM, Decision.pass());
        dialogue.play(Scripts.EHLO + """
                C: MAIL FROM:<a@example.com> SIZE=1001
                S: 552 5.3.4 Message is larger than the fixed maximum
                C: MAIL FROM:<a@example.com> SIZE=99999999999999999999
                S: 552 5.3.4 Message is larger than the fixed maximum
                C: MAIL FROM:<a@example.com> SIZE=999999999999999999999
                S: 501 5.5.4 Syntax: SIZE=octets
                C: MAIL FROM:<a@example.com> SIZE=ten
                S: 501 5.5.4 Syntax: SIZE=octets
                C: MAIL FROM:<a@example.com> SIZE
                S: 501 5.5.4 Syntax: SIZE=octets
                C: MAIL FROM:<a@example.com> BODY=BINARYMIME
                S: 555 5.5.4 Parameter not recognized or not supported
                C: MAIL FROM:<a@example.com> BODY=9BIT
                S: 501 5.5.4 Syntax: BODY=7BIT|8BITMIME|BINARYMIME
                C: MAIL FROM:<a@example.com> SMTPUTF8=yes
                S: 501 5.5.4 Syntax: SMTPUTF8 without a value
                C: MAIL FROM:<a@example.com> AUTH=<>
                S: 555 5.5.4 Parameter not recognized or not supported
                C: MAIL FROM:<a@example.com> RET=FULL
                S: 555 5.5.4 Parameter not recognized or not supported
                C: MAIL FROM:<a@example.com> SIZE=1 SIZE=2
                S: 501 5.5.4 a parameter is given twice
                C: MAIL FROM:<ä@example.com>
                S: 550 5.6.7 Address needs SMTPUTF8
                """);
        assertEquals(List.of(), dialogue.groups.asked(Stage.MAILFROM));
        dialogue.play("""
                C: MAIL FROM:<ä@example.com> SMTPUTF8 body=8bitmime SIZE=1000
                S: 250 2.1.0 Sender ok
                C: RCPT TO:<ö@example.org>
                S: 250 2.1.5 Recipient ok""");
    }

    @Test
    void rcptTakesNoParameterAndNoUndeclaredUtf8() {
        sending("""
                C: RCPT TO:<b@example.org> NOTIFY=NEVER
                S: 555 5.5.4 Parameter not recognized or not supported
                C: RCPT TO:<ö@example.org>
                S: 553 5.6.7 Address needs SMTPUTF8""");
    }

    @Test
    void whatTheInboxDoesNotHonourIsNotOfferedAndNotTaken() {
        dialogue.relay("smarthost").play("""
                S: 220 mx.example.net ESMTP Postern
                C: EHLO client.example.com
                S: 250-mx.example.net greets you
                S: 250-PIPELINING
                S: 250-SIZE 1000
                S: 250-ENHANCEDSTATUSCODES
                S: 250-CHUNKING
                S: 250-PRDR
                S: 250-LIMITS MAILMAX=100000 RCPTMAX=100
                S: 250 STARTTLS
                C: MAIL FROM:<a@example.com> BODY=8BITMIME
                S: 555 5.5.4 Parameter not recognized or not supported
                C: MAIL FROM:<a@example.com> SMTPUTF8
                S: 555 5.5.4 Parameter not recognized or not supported""");
    }

    @Test
    void specialPathsAreTaken() {
        dialogue.play(Scripts.EHLO + """
                C: MAIL FROM:<>
                S: 250 2.1.0 Sender ok
                C: RCPT TO:<Postmaster>
                S: 250 2.1.5 Recipient ok
                C: RCPT TO:<@a.example,@b.example:b@example.org>
                S: 250 2.1.5 Recipient ok
                C: RCPT TO:<"b c"@example.org>
                S: 250 2.1.5 Recipient ok
                """ + Scripts.DATA + Scripts.BODY + TAKEN);
        assertEquals(
                List.of("Postmaster", "b@example.org", "\"b c\"@example.org"),
                dialogue.groups.asked(Stage.DELIVER).get(0).event().recipients().stream()
                        .map(recipient -> recipient.address().toString())
                        .toList());
    }

    @Test
    void aRecipientGivenTwiceStandsOnce() {
        sending(Scripts.RCPT + Scripts.RCPT + Scripts.DATA + Scripts.BODY + TAKEN);
        assertEquals(
                1,
                dialogue.groups.asked(Stage.DELIVER).get(0).event().recipients().size());
    }

    @Test
    void tooManyRecipientsAreToBeSentLater() {
        dialogue.limits(1, 20);
        sending(Scripts.RCPT + """
                C: RCPT TO:<c@example.org>
                S: 452 4.5.3 Too many recipients, send the rest in another transaction
                """ + Scripts.DATA + Scripts.BODY + TAKEN);
    }

    @Test
    void dataNeedsARecipientThatWasAccepted() {
        sending("""
                C: DATA
                S: 503 5.5.1 Say RCPT first
                C: RCPT TO:<nobody@example.org>
                S: 550 5.1.1 no such user
                C: DATA
                S: 554 5.5.1 No valid recipients
                """ + Scripts.RCPT + Scripts.DATA);
    }

    @Test
    void nobodyRelaysByAccident() {
        sending(DENIED);
    }

    @Test
    void anAcceptOpensARecipientOnlyIfTheGroupAdmits() {
        dialogue.group("friendly").groups.on("friendly", Stage.RCPTTO, Decision.accept());
        sending(DENIED + Scripts.RCPT);
    }

    @Test
    void anAuthenticatedClientRelaysWhereThereIsARelay() {
        known().relay("maildir");
        sending(ELSEWHERE + Scripts.RCPT);
    }

    @Test
    void anAuthenticatedClientDoesNotRelayWithoutARelay() {
        known();
        sending(DENIED);
    }

    @Test
    void theEffectAuthenticatedAtRcptOpensToTheRelayAndFalseClosesIt() {
        known().relay("maildir").group("door");
        dialogue.groups.on("door", Stage.MAILFROM, Decision.pass().withAuthenticated(null));
        sending(DENIED);
        dialogue.groups.on("door", Stage.RCPTTO, Decision.pass().withAuthenticated("jim"));
        dialogue.play(ELSEWHERE);
    }

    @Test
    void aFailureThatMayPassRefusesForNowWhatItCouldHaveOpened() {
        failing(Failure.TIMEOUT, ChainLink.FailurePolicy.PASS);
        sending("""
                C: RCPT TO:<x@elsewhere.example>
                S: 451 4.3.0 Temporarily unable to process, try again later
                """ + Scripts.RCPT);
    }

    @Test
    void aFailureRefusesForNowWhateverOthersSay() {
        failing(Failure.NO_INSTANCE, ChainLink.FailurePolicy.TEMPFAIL);
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
        assertTrue(dialogue.ask("RCPT TO:<x@elsewhere.example>").get(0).startsWith("451 4.3.0 "));
    }

    @Test
    void anInboxIsNamedByAnEffectAndASecondOneNeedsATransactionOfItsOwn() {
        dialogue.group("router", new ChainLink.Role(false, true))
                .groups
                .on("router", Stage.RCPTTO, event -> Decision.accept().withInbox("archive"));
        dialogue.groups.on("archive", Stage.DELIVER, Decision.pass());
        sending(Scripts.RCPT + """
                C: RCPT TO:<x@elsewhere.example>
                S: 451 4.5.3 This recipient needs a transaction of its own, send it separately
                C: RSET
                S: 250 2.0.0 Ok, forgotten
                """ + Scripts.MAIL + ELSEWHERE);
        Recipient taken = dialogue.session().transaction().recipients().get(0);
        assertEquals("archive", taken.inbox());
    }

    @Test
    void aDiscardedRecipientGetsAYesAndNothingElse() {
        dialogue.group("sink")
                .groups
                .on("sink", Stage.RCPTTO, Decision.discard().withReply("swallowed"));
        sending("""
                C: RCPT TO:<x@elsewhere.example>
                S: 250 2.1.5 swallowed
                """ + Scripts.DATA + Scripts.BODY + TAKEN);
        assertEquals(List.of(), dialogue.delivered);
    }

    @Test
    void aRefusedDataLeavesTheTransactionOpen() {
        dialogue.group("quota").groups.on("quota", Stage.DATA, Decision.reject(452, "4.3.1", "full"));
        sending(Scripts.RCPT + """
                C: DATA
                S: 452 4.3.1 full
                """ + Scripts.RCPT);
    }

    @Test
    void aRefusedMailBeginsNothingAndUsesUpItsId() {
        dialogue.group("spf")
                .groups
                .on(
                        "spf",
                        Stage.MAILFROM,
                        event -> event.sender().address().isEmpty()
                                ? Decision.pass()
                                : Decision.reject(550, "5.7.23", "no"));
        dialogue.play(Scripts.EHLO + """
                C: MAIL FROM:<a@example.com>
                S: 550 5.7.23 no
                C: RCPT TO:<b@example.org>
                S: 503 5.5.1 Say MAIL first
                C: MAIL FROM:<>
                S: 250 2.1.0 Sender ok
                """ + Scripts.RCPT + Scripts.DATA + Scripts.BODY
                + "S: 250 2.0.0 Ok, taken as node-0-1-2");
    }
}
