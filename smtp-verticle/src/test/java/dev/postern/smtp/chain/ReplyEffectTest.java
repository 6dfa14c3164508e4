package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.SmtpOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The effect {@code reply}: text and status of a positive reply. */
class ReplyEffectTest {
    private static final List<String> TWO = List.of("one", "two");

    private Dialogue dialogue = Dialogue.behind("x");

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    @ParameterizedTest
    @CsvSource({
        "AUTHENTICATE, 235-2.9.9 one, 235 2.9.9 two",
        "MAILFROM, 250-2.9.9 one, 250 2.9.9 two",
        "RCPTTO, 250-2.9.9 one, 250 2.9.9 two",
        "CONTENT, 250-2.9.9 one, 250 2.9.9 two (node-0-1-1)",
        "DELIVER, 250-2.9.9 one, 250 2.9.9 two (node-0-1-1)",
        "VERB, 250-2.9.9 one, 250 2.9.9 two"
    })
    void maySpeakInSeveralLinesAndWithAStatusOfItsOwn(Stage stage, String first, String second) {
        StagePath moment = StagePath.of(stage).saying(decision -> decision.withReply("2.9.9", TWO));
        dialogue = moment.arrive().dialogue;
        dialogue.play("S: " + first + "\nS: " + second);
        assertEquals(
                TWO.get(0),
                dialogue.reports
                        .all
                        .get(dialogue.reports.all.size() - 1)
                        .reply()
                        .text()
                        .get(0));
    }

    @Test
    void theBannerBeginsWithTheServersNameWhateverAPluginSays() {
        dialogue.groups.on("x", Stage.CONNECT, Decision.pass().withReply("2.9.9", TWO));
        dialogue.play("S: 220-mx.example.net one\nS: 220 two");
    }

    @Test
    void theBannerOfImplicitTlsHasTheTextOfConnect() {
        dialogue.tls(SmtpOptions.TlsMode.IMPLICIT);
        dialogue.groups.on("x", Stage.CONNECT, Decision.pass().withReply(null, TWO));
        dialogue.play("S: 220-mx.example.net one\nS: 220 two");
    }

    @Test
    void ofEhloOnlyTheFirstLineIsAPlugins() {
        dialogue.groups.on("x", Stage.HELO, Decision.pass().withReply("2.9.9", TWO));
        dialogue.play(Scripts.EHLO.replace("greets you", "one"));
    }

    @Test
    void heloHasAllOfItsLines() {
        dialogue.groups.on("x", Stage.HELO, Decision.pass().withReply(null, TWO));
        dialogue.play(Scripts.BANNER + "C: HELO client.example.com\nS: 250-mx.example.net one\nS: 250 two");
    }

    @Test
    void aLongLineIsCutWhereTheServersNameDoesNotLeaveItRoom() {
        dialogue.groups.on("x", Stage.HELO, Decision.pass().withReply("é".repeat(240)));
        dialogue.play(Scripts.BANNER);
        String said = dialogue.ask("HELO client.example.com").get(0);
        assertEquals("250 mx.example.net " + "é".repeat(232), said);
    }

    @Test
    void thatOf354CannotBeChanged() {
        dialogue.groups.on("x", Stage.DATA, Decision.pass().withReply("go on"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + "C: DATA\nS: 451 4.3.0...");
    }

    @Test
    void noopHelpAndVrfyHaveTheirCodesWhateverAPluginSays() {
        dialogue.groups
                .verbs("x", "NOOP", "HELP", "VRFY", "XSHOUT")
                .on("x", Stage.VERB, Decision.pass().withReply("2.9.9", TWO));
        dialogue.play(Scripts.EHLO + """
                C: NOOP
                S: 250-2.9.9 one
                S: 250 2.9.9 two
                C: HELP
                S: 214-2.9.9 one
                S: 214 2.9.9 two
                C: VRFY joe
                S: 252-2.9.9 one
                S: 252 2.9.9 two
                C: XSHOUT
                S: 500 5.5.1 Command not recognized""");
        dialogue.groups.on("x", Stage.VERB, Decision.accept().withReply("2.9.9", TWO));
        dialogue.play("C: XSHOUT\nS: 250-2.9.9 one\nS: 250 2.9.9 two");
    }

    @Test
    void aRefusalOfTheServersOwnKeepsItsText() {
        dialogue.groups.on("x", Stage.RCPTTO, Decision.pass().withReply("welcome"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + """
                C: RCPT TO:<x@elsewhere.example>
                S: 550 5.7.1 Relaying denied
                C: RCPT TO:<b@example.org>
                S: 250 2.1.5 welcome""");
    }

    @Test
    void theLastInConfOrderCounts() {
        dialogue = Dialogue.behind("x", "y");
        dialogue.groups.on("x", Stage.MAILFROM, Decision.pass().withReply("first"));
        dialogue.groups.on("y", Stage.MAILFROM, Decision.pass().withReply("second"));
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\nS: 250 2.1.0 second");
    }

    @Test
    void whatAnInboxSaysGoesBeforeWhatContentSaid() {
        dialogue.groups.on("x", Stage.CONTENT, Decision.pass().withReply("from content"));
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 250 2.0.0 from content (node-0-1-1)");
        dialogue.groups.on(
                "maildir", Stage.DELIVER, event -> StagePath.yes(event).withReply("from the inbox, id node-0-1-2"));
        dialogue.play(Scripts.MESSAGE + "S: 250 2.0.0 from the inbox, id node-0-1-2");
    }
}
