package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.FaultyLines;
import dev.postern.smtp.protocol.Line;
import dev.postern.smtp.session.CommandLine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a conversation begins, and how it does not. */
class GreetingTest {
    private static final String LONGEST = "x".repeat(480);

    private final Dialogue dialogue = Dialogue.standard().group("gate");

    GreetingTest() {
        dialogue.groups.seen("gate");
    }

    @Test
    void theLongestTextOfAPluginFitsBehindTheHostname() {
        dialogue.groups.on("gate", Stage.CONNECT, Decision.accept().withReply(LONGEST));
        dialogue.groups.on("gate", Stage.HELO, Decision.accept().withReply(LONGEST));
        dialogue.play("S: 220 mx.example.net xxx...");
        assertEquals(1, dialogue.ask("HELO client.example.com").size());
        dialogue.cut().assertClosed();
    }

    @Test
    void theLongestRefusalFitsBehindTheHostname() {
        dialogue.groups.on("gate", Stage.CONNECT, Decision.reject(550, "5.7.1", LONGEST));
        dialogue.play("S: 554 mx.example.net xxx...");
        dialogue.cut().assertClosed();
    }

    @Test
    void aTextIsCutByOctetsNotByCharacters() {
        dialogue.groups.on("gate", Stage.CONNECT, Decision.reject(550, "5.7.1", "é".repeat(240)));
        dialogue.play("S: 554 mx.example.net ééé...");
        dialogue.cut().assertClosed();
    }

    @Test
    void aRefusalUnderImplicitTlsIsSaidAfterTheHandshakeAndSecureIsNotAsked() {
        dialogue.groups.on("gate", Stage.CONNECT, Decision.reject(550, "5.7.1", "go away"));
        dialogue.tls(SmtpOptions.TlsMode.IMPLICIT).play("S: 554 mx.example.net go away");
        assertEquals(List.of("1 connect 554"), dialogue.reported);
        dialogue.cut().assertClosed();
    }

    @Test
    void theTextOfConnectGreetsUnderImplicitTlsToo() {
        dialogue.groups.on("gate", Stage.CONNECT, Decision.accept().withReply("ESMTP at your service"));
        dialogue.tls(SmtpOptions.TlsMode.IMPLICIT).play("S: 220 mx.example.net ESMTP at your service");
        assertEquals(List.of("1 connect", "2 secure 220"), dialogue.reported);
        dialogue.cut().assertClosed();
    }

    @Test
    void afterARefusalTenLinesOfAnySortCloseTheConnection() {
        dialogue.groups.on("gate", Stage.CONNECT, Decision.reject(550, "5.7.1", "go away"));
        dialogue.play("S: 554 mx.example.net go away");
        for (int i = 0; i < 9; i++) {
            dialogue.fault(i % 2 == 0 ? FaultyLines.TOO_LONG : FaultyLines.NUL)
                    .play("S: 503 5.5.1 Not welcome here, only QUIT is left");
        }
        dialogue.play("""
                C: EHLO client.example.com
                S: 503 Not welcome here, only QUIT is left""");
        dialogue.expectClosed();
    }

    @ParameterizedTest
    @CsvSource({"SMTP,LHLO", "LMTP,EHLO", "LMTP,HELO"})
    void aRefusedClientThatGreetsInTheOtherProtocolGetsNoEnhancedStatus(SmtpOptions.Protocol spoken, String verb) {
        dialogue.setup.protocol = spoken;
        dialogue.groups.on("gate", Stage.CONNECT, Decision.reject(550, "5.7.1", "go away"));
        dialogue.play("S: 554 mx.example.net go away");
        assertEquals("503 Not welcome here, only QUIT is left\r\n", reply(spoken, verb + " client.example.com"));
        assertEquals("503 5.5.1 Not welcome here, only QUIT is left\r\n", reply(spoken, "XYZZY"));
    }

    @ParameterizedTest
    @CsvSource({"SMTP,LHLO", "LMTP,EHLO", "LMTP,HELO"})
    void afterTooManyErrorsAGreetingOfTheOtherProtocolGetsNoEnhancedStatus(SmtpOptions.Protocol spoken, String verb) {
        dialogue.setup.protocol = spoken;
        dialogue.limits(100, 1).start();
        assertEquals("500 5.5.1 Command not recognized\r\n", reply(spoken, verb + " client.example.com"));
        assertEquals("421 Too many errors, closing\r\n", reply(spoken, verb + " client.example.com"));
    }

    private String reply(SmtpOptions.Protocol spoken, String line) {
        return dialogue.session()
                .line(CommandLine.parse(new Line(line), spoken))
                .result()
                .reply()
                .toWire();
    }

    @Test
    void anAnswerIsToldBeforeTheResetItBrings() {
        dialogue.play(Scripts.EHLO + Scripts.MAIL + """
                C: HELO client.example.com
                S: 250 mx.example.net greets you
                """);
        assertEquals(List.of("4 helo 250", "5 reset helo"), dialogue.reported.subList(3, 5));
        dialogue.cut().assertClosed();
    }

    @Test
    void theReplyThatIsToldIsTheOneThatWasSentWhenErrorsAreTooMany() {
        dialogue.limits(100, 2).play("""
                S: 220 mx.example.net ESMTP Postern
                C: XONE
                S: 500 5.5.1 Command not recognized
                C: XTWO
                S: 500 5.5.1 Command not recognized
                C: XTHREE
                S: 421 4.7.0 Too many errors, closing""");
        dialogue.expectClosed();
        assertEquals(List.of("1 connect 220", "2 verb 500", "3 verb 500", "4 close refused"), dialogue.reported);
    }

    @Test
    void quitIsGrantedAfterTooManyErrors() {
        dialogue.limits(100, 1).play(Scripts.BANNER + """
                C: DATA
                S: 503 5.5.1 Say EHLO first
                """ + Scripts.QUIT);
        dialogue.expectClosed();
    }
}
