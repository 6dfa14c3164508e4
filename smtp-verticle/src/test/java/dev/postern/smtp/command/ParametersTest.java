package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.MailFrom;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters of MAIL and RCPT, where the inbox honours every extension. */
class ParametersTest {
    private static final String UNKNOWN = "555 5.5.4 Parameter not recognized or not supported";
    private static final String ALL = "8BITMIME SMTPUTF8 BINARYMIME DSN REQUIRETLS";

    private final Dialogue dialogue = Dialogue.behind("x");

    @BeforeEach
    void everybodyHonours() {
        dialogue.tls(SmtpOptions.TlsMode.IMPLICIT);
        dialogue.groups.honours("maildir", ALL.split(" "));
        dialogue.groups.on("x", Stage.MAILFROM, Decision.pass());
        dialogue.groups.on("x", Stage.AUTHENTICATE, Decision.accept());
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private List<String> greeted() {
        dialogue.play(Scripts.BANNER);
        return dialogue.ask("EHLO client.example.com");
    }

    private List<String> mail(String parameters) {
        List<String> said = dialogue.ask("MAIL FROM:<a@example.com> " + parameters);
        dialogue.ask("RSET");
        return said;
    }

    private String only(List<String> said) {
        assertEquals(1, said.size());
        return said.get(0);
    }

    private void sending() {
        greeted();
        dialogue.play(Scripts.MAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIZE=0",
                "SIZE=1000",
                "size=00000000000000000001",
                "BODY=7bit",
                "BODY=8BITMIME",
                "BODY=BinaryMIME",
                "SMTPUTF8",
                "AUTH=<>",
                "AUTH=e+3Dmc2@example.com",
                "AUTH=+22a+20b+22@example.com",
                "AUTH=a@[192.0.2.1]",
                "RET=FULL",
                "RET=hdrs",
                "ENVID=QQ314159",
                "ENVID=a+20b+3D",
                "REQUIRETLS",
                "RET=HDRS ENVID=x BODY=8BITMIME SIZE=10 SMTPUTF8 REQUIRETLS AUTH=<>"
            })
    void mailTakes(String parameters) {
        greeted();
        assertEquals("250 2.1.0 Sender ok", only(mail(parameters)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIZE",
                "SIZE=x",
                "SIZE=-1",
                "SIZE=+1",
                "SIZE=1.5",
                "SIZE=٣",
                "SIZE=000000000000000000001",
                "BODY",
                "BODY=9BIT",
                "BODY=8BITMIME,",
                "SMTPUTF8=yes",
                "AUTH",
                "AUTH=anna",
                "AUTH=a@example.com>",
                "AUTH=@a.example:b@example.com",
                "AUTH=a@example.com+0D+0AX",
                "AUTH=a+4@example.com",
                "AUTH=<a@example.com>",
                "RET",
                "RET=SOME",
                "RET=FULL,HDRS",
                "ENVID",
                "ENVID=+0A",
                "ENVID=+4",
                "ENVID=ä",
                "REQUIRETLS=1",
                "BODY=7BIT BODY=7BIT",
                "RET=FULL ret=FULL",
                "=",
                "SIZE==1",
                "-X"
            })
    void mailIsRefusedForSyntax(String parameters) {
        greeted();
        assertEquals("501 5.5.4", only(mail(parameters)).substring(0, 9));
        assertEquals(List.of(), dialogue.groups.asked(Stage.MAILFROM));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XFOO", "XFOO=1", "NOTIFY=NEVER", "ORCPT=rfc822;a@b", "HOLDFOR=1", "SMTPUTF"})
    void mailDoesNotKnow(String parameters) {
        greeted();
        assertEquals(UNKNOWN, only(mail(parameters)));
    }

    @Test
    void anEnvelopeIdHasAHundredCharactersAtMost() {
        greeted();
        assertEquals("250 2.1.0 Sender ok", only(mail("ENVID=" + "x".repeat(100))));
        assertEquals("501 5.5.4 Syntax: ENVID=xtext", only(mail("ENVID=" + "x".repeat(101))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BODY=7BIT",
                "BODY=8BITMIME",
                "BODY=BINARYMIME",
                "SMTPUTF8",
                "AUTH=<>",
                "RET=FULL",
                "ENVID=x",
                "REQUIRETLS"
            })
    void whatWasNotOfferedIsNotTaken(String parameter) {
        dialogue.groups.honours("maildir");
        dialogue.groups.mechanisms("x", new String[0]);
        assertEquals(
                List.of(
                        "250-mx.example.net greets you",
                        "250-PIPELINING",
                        "250-SIZE 1000",
                        "250-ENHANCEDSTATUSCODES",
                        "250-CHUNKING",
                        "250-PRDR",
                        "250 LIMITS MAILMAX=100000 RCPTMAX=100"),
                greeted());
        assertEquals(UNKNOWN, only(mail(parameter)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SIZE=1", "BODY=7BIT", "SMTPUTF8", "AUTH=<>", "RET=FULL", "ENVID=x", "REQUIRETLS", "SIZE=x"})
    void whoSaysHeloHasNoParameters(String parameter) {
        dialogue.play(Scripts.HELO);
        assertEquals(UNKNOWN, only(mail(parameter)));
        dialogue.play(Scripts.MAIL + "C: RCPT TO:<b@example.org> NOTIFY=NEVER\nS: 555 5.5.4...\n"
                + "C: RCPT TO:<b@example.org> ORCPT=rfc822;b@example.org\nS: 555 5.5.4...");
    }

    @Test
    void requireTlsIsOfferedAndTakenBehindTlsOnly() {
        dialogue.tls(SmtpOptions.TlsMode.STARTTLS);
        assertEquals(false, greeted().toString().contains("REQUIRETLS"));
        assertEquals(UNKNOWN, only(mail("REQUIRETLS")));
        dialogue.play("C: STARTTLS\nS: 220 2.0.0...").handshake();
        assertEquals(true, dialogue.ask("EHLO client.example.com").contains("250-REQUIRETLS"));
        assertEquals("250 2.1.0 Sender ok", only(mail("REQUIRETLS")));
    }

    /** RFC 4954 5: of who it is, a client that has not logged in is not believed. */
    @Test
    void theAuthorIsHeardOfClientsThatHaveLoggedIn() {
        greeted();
        mail("SIZE=1 AUTH=anna@example.com RET=FULL");
        dialogue.play(StagePath.PLAIN + "\nS: 235 2.7.0...");
        mail("AUTH=e+3Dmc2@example.com");
        assertEquals(Map.of("SIZE", "1", "AUTH", "<>", "RET", "FULL"), sender(0));
        assertEquals(Map.of("AUTH", "e+3Dmc2@example.com"), sender(1));
    }

    private Map<String, String> sender(int n) {
        MailFrom event = (MailFrom) dialogue.groups.asked(Stage.MAILFROM).get(n).event();
        return event.sender().parameters();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOTIFY=NEVER",
                "NOTIFY=success",
                "NOTIFY=SUCCESS,FAILURE,DELAY",
                "ORCPT=rfc822;Bob+2Bx@example.org",
                "ORCPT=x400;/c+3DUS",
                "ORCPT=utf-8;b\\x{F6}b@example.org",
                "ORCPT=UTF-8;\\x{5C}\\x{2B}\\x{10FFFF}@example.org",
                "NOTIFY=DELAY ORCPT=rfc822;b@example.org"
            })
    void rcptTakes(String parameters) {
        sending();
        dialogue.play("C: RCPT TO:<b@example.org> " + parameters + "\nS: 250 2.1.5 Recipient ok");
        RcptTo event = (RcptTo) dialogue.groups.asked(Stage.RCPTTO).get(0).event();
        int equals = parameters.indexOf('=');
        String value = parameters.substring(equals + 1).split(" ")[0];
        assertEquals(value, event.recipient().parameters().get(parameters.substring(0, equals)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOTIFY",
                "NOTIFY=NEVER,SUCCESS",
                "NOTIFY=SUCCESS,NEVER",
                "NOTIFY=SUCCESS,",
                "NOTIFY=,DELAY",
                "NOTIFY=ALWAYS",
                "ORCPT",
                "ORCPT=b@example.org",
                "ORCPT=rfc822;",
                "ORCPT=;b@example.org",
                "ORCPT=rfc822;b+0D+0A@example.org",
                "ORCPT=rfc822;b+4",
                "ORCPT=rfc@822;b",
                "ORCPT=utf-8;",
                "ORCPT=utf-8;b+C3",
                "ORCPT=utf-8;\\x{0A}",
                "ORCPT=utf-8;\\x{41}",
                "ORCPT=utf-8;\\x{D800}",
                "ORCPT=utf-8;\\x{110000}",
                "ORCPT=utf-8;\\x{f6}",
                "NOTIFY=NEVER NOTIFY=NEVER"
            })
    void rcptIsRefusedForSyntax(String parameters) {
        sending();
        dialogue.play("C: RCPT TO:<b@example.org> " + parameters + "\nS: 501 5.5.4...");
        assertEquals(List.of(), dialogue.groups.asked(Stage.RCPTTO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XFOO", "SIZE=1", "RET=FULL", "ENVID=x", "REQUIRETLS", "SMTPUTF8"})
    void rcptDoesNotKnow(String parameters) {
        sending();
        dialogue.play("C: RCPT TO:<b@example.org> " + parameters + "\nS: " + UNKNOWN);
    }

    @Test
    void anOriginalRecipientHasFiveHundredOctetsAtMost() {
        dialogue.setup.limits = Limits.of(1000, 100, 2048, 20, 100);
        sending();
        String original = "ORCPT=rfc822;" + "x".repeat(493);
        dialogue.play("C: RCPT TO:<b@example.org> " + original + "\nS: 250 2.1.5 Recipient ok\n"
                + "C: RCPT TO:<b@example.org> " + original + "x\nS: 501 5.5.4 Syntax: ORCPT=type;xtext");
    }

    /** RFC 6533 3. */
    @Test
    void anOriginalRecipientMayBeUtf8WhereTheClientHasDeclaredIt() {
        sending();
        dialogue.play("""
                C: RCPT TO:<b@example.org> ORCPT=utf-8;böb@example.org
                S: 553 5.6.7 Address needs SMTPUTF8
                C: RSET
                S: 250 2.0.0...
                C: MAIL FROM:<a@example.com> SMTPUTF8
                S: 250 2.1.0 Sender ok
                C: RCPT TO:<b@example.org> ORCPT=utf-8;böb@example.org
                S: 250 2.1.5 Recipient ok
                C: RCPT TO:<b@example.org> ORCPT=rfc822;böb@example.org
                S: 501 5.5.4 Syntax: ORCPT=type;xtext""");
    }
}
