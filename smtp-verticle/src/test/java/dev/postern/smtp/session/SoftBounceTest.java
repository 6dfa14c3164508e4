package dev.postern.smtp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.contract.Decision;
import dev.postern.contract.Reply;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code smtp.soft-bounce}: a refusal for good becomes one for now. */
class SoftBounceTest {
    private Dialogue dialogue = Dialogue.behind("x").softBounce();

    SoftBounceTest() {
        dialogue.groups.seen("x");
    }

    @AfterEach
    void nothingIsLeftAndNobodyWasRefusedForGood() {
        dialogue.cut().assertClosed();
        for (Report fact : dialogue.reports.all) {
            assertFalse(fact.reply() != null && fact.reply().code() >= 500, fact.toString());
        }
    }

    private void on(Stage stage, Decision decision) {
        dialogue.groups.on("x", stage, decision);
    }

    private void expectTold(String reply) {
        Report last = dialogue.reports.all.stream()
                .filter(fact -> fact.reply() != null)
                .reduce((one, other) -> other)
                .orElseThrow();
        assertEquals(reply, last.reply().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT, 421 mx.example.net no",
        "SECURE, 421 mx.example.net no",
        "HELO, 454 no",
        "AUTHENTICATE, 454 4.7.1 no",
        "MAILFROM, 454 4.7.1 no",
        "RCPTTO, 454 4.7.1 no",
        "DATA, 454 4.7.1 no",
        "CONTENT, 454 4.7.1 no",
        "DELIVER, 454 4.7.1 no",
        "VERB, 454 4.7.1 no"
    })
    void aRefusalOfAPluginIsNotForGood(Stage stage, String reply) {
        StagePath moment = StagePath.of(stage).deciding(event -> Decision.reject(554, "5.7.1", "no"));
        dialogue = moment.dialogue.softBounce();
        moment.arrive().dialogue.play("S: " + reply);
        expectTold(reply);
    }

    @Test
    void atMessageItIsNotEither() {
        on(Stage.MESSAGE, Decision.reject(554, "5.7.1", "no"));
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 454 4.7.1 no");
        assertEquals(
                454,
                dialogue.reports
                        .all
                        .get(dialogue.reports.all.size() - 2)
                        .reply()
                        .code());
    }

    @ParameterizedTest
    @CsvSource({"HELO", "MAILFROM", "RCPTTO", "DATA", "CONTENT", "MESSAGE", "DELIVER", "VERB"})
    void a521DoesNotHangUp(Stage stage) {
        StagePath moment = StagePath.of(stage).deciding(event -> Decision.reject(521, "5.3.2", "no mail here"));
        dialogue = moment.dialogue.softBounce();
        moment.arrive().dialogue.play("S: 450 " + (stage == Stage.HELO ? "" : "4.3.2 ") + "no mail here");
        dialogue.groups.on("x", Stage.VERB, Decision.pass());
        dialogue.play("C: NOOP\nS: 250 2.0.0 Ok");
    }

    @Test
    void ofAGreetingOnly421IsForNow() {
        on(Stage.CONNECT, Decision.reject(521, "5.3.2", "no mail here"));
        dialogue.play("S: 421 mx.example.net no mail here").expectClosed();
    }

    @Test
    void whatIsSaidAfterStartTlsIsNotForGood() {
        on(Stage.SECURE, Decision.reject(521, "5.3.2", "weak"));
        dialogue.play(Scripts.EHLO + "C: STARTTLS\nS: 220 2.0.0...");
        dialogue.handshake()
                .play("C: EHLO client.example.com\nS: 421 mx.example.net weak")
                .expectClosed();
    }

    @Test
    void a421StaysAndHangsUp() {
        on(Stage.MAILFROM, Decision.reject(421, "4.7.0", "enough"));
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\nS: 421 4.7.0 enough")
                .expectClosed();
    }

    @Test
    void credentialsThatAreWrongAreSoForNow() {
        StagePath moment = StagePath.of(Stage.AUTHENTICATE).deciding(event -> Decision.pass());
        dialogue = moment.dialogue.softBounce();
        moment.arrive().dialogue.play("S: 454 4.7.0 Authentication credentials invalid");
        expectTold("454 4.7.0 Authentication credentials invalid");
    }

    @Test
    void theServersOwnRefusalsAreNotForGood() {
        dialogue.play(Scripts.EHLO + """
                C: MAIL FROM:<a@example.com> SIZE=1001
                S: 452 4.3.4 Message is larger than the fixed maximum
                C: RCPT TO:<b@example.org>
                S: 403 4.5.1 Say MAIL first
                """ + Scripts.MAIL + """
                C: RCPT TO:<x@elsewhere.example>
                S: 450 4.7.1 Relaying denied
                C: DATA
                S: 454 4.5.1 No valid recipients
                C: XYZZY
                S: 400 4.5.1 Command not recognized
                C: RCPT TO:nonsense
                S: 401 4.5.4 Syntax: RCPT TO:<address>
                """);
    }

    @Test
    void aMessageThatIsTooLargeIsSoForNow() {
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + Scripts.DATA);
        dialogue.tooLarge().play("S: 452 4.3.4 Message is larger than the fixed maximum");
    }

    @Test
    void whatWasHeldIsNotForGood() {
        on(Stage.HELO, Decision.hold(550, "5.7.1", "blocked"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + "C: RCPT TO:<b@example.org>\nS: 450 4.7.1 blocked");
        expectTold("450 4.7.1 blocked");
    }

    @Test
    void aRefusalInSeveralLinesKeepsThem() {
        on(Stage.MAILFROM, Decision.reject(new Reply(550, "5.7.1", List.of("one", "two"))));
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\nS: 450-4.7.1 one\nS: 450 4.7.1 two");
    }

    @Test
    void tooManyErrorsStillEndTheSession() {
        dialogue.limits(100, 2).play(Scripts.EHLO + """
                C: XYZZY
                S: 400 4.5.1 Command not recognized
                C: XYZZY
                S: 400 4.5.1 Command not recognized
                C: XYZZY
                S: 421 4.7.0 Too many errors, closing""").expectClosed();
    }

    @Test
    void whatIsYesStaysAsItIs() {
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 250 2.0.0 Ok, taken as node-0-1-1\n" + Scripts.QUIT);
    }
}
