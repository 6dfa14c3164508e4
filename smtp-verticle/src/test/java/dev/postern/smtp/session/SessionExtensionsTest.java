package dev.postern.smtp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.Decision;
import dev.postern.contract.MailFrom;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.json.MalformedException;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The effect {@code extensions}: what EHLO offers, and what follows from it. */
class SessionExtensionsTest {
    private static final String UNKNOWN = "S: 555 5.5.4 Parameter not recognized or not supported\n";

    private final Dialogue dialogue = Dialogue.behind("x").authInClear();

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private void offers(List<String> add, List<String> hide) {
        dialogue.groups.on("x", Stage.HELO, Decision.pass().withExtensions(add, hide));
    }

    private List<String> ehlo() {
        return dialogue.ask("EHLO client.example.com");
    }

    private List<String> greeted() {
        dialogue.play(Scripts.BANNER);
        return ehlo();
    }

    @Test
    void linesAreAddedBehindTheServersOwn() {
        offers(List.of("XFOO bar baz", "XEMPTY"), List.of());
        dialogue.play(Scripts.EHLO.replace("250 STARTTLS", "250-STARTTLS\nS: 250-XFOO bar baz\nS: 250 XEMPTY"));
    }

    @Test
    void aLineIsReplaced() {
        offers(List.of("size 500"), List.of("Size"));
        dialogue.play(Scripts.EHLO
                .replace("S: 250-SIZE 1000\n", "")
                .replace("250 STARTTLS", "250-STARTTLS\nS: 250 size 500"));
        dialogue.play("C: MAIL FROM:<a@example.com> SIZE=1001\nS: 552 5.3.4...\n"
                + "C: MAIL FROM:<a@example.com> SIZE=501\nS: 250 2.1.0 Sender ok");
    }

    @Test
    void toAddWhatIsThereReplacesIt() {
        offers(List.of("SIZE 500"), List.of());
        assertEquals(1, greeted().stream().filter(line -> line.contains("SIZE")).count());
    }

    @Test
    void ofTwoGroupsTheLaterOneHidesAndReplacesWhatTheFirstHasAdded() {
        dialogue.group("y");
        offers(List.of("XONE 1", "XTWO 2"), List.of("SIZE"));
        dialogue.groups.on(
                "y", Stage.HELO, Decision.pass().withExtensions(List.of("XTWO 3", "SIZE 7"), List.of("XONE")));
        dialogue.play(Scripts.EHLO
                .replace("S: 250-SIZE 1000\n", "")
                .replace("250 STARTTLS", "250-STARTTLS\nS: 250-XTWO 3\nS: 250 SIZE 7"));
    }

    @Test
    void hiddenStartTlsIsNotThere() {
        offers(List.of(), List.of("STARTTLS"));
        greeted();
        dialogue.play("C: STARTTLS\nS: 502 5.5.1 Command not implemented");
    }

    @Test
    void hiddenAuthIsNotThereNeitherAsCommandNorAsParameter() {
        dialogue.group("users").groups.on("users", Stage.AUTHENTICATE, Decision.accept());
        offers(List.of(), List.of("AUTH"));
        assertEquals(0, greeted().stream().filter(line -> line.contains("AUTH")).count());
        dialogue.play(StagePath.PLAIN + "\nS: 502 5.5.1 Command not implemented\n"
                + "C: MAIL FROM:<a@example.com> AUTH=<>\n" + UNKNOWN);
        assertEquals(List.of(), dialogue.groups.asked(Stage.AUTHENTICATE));
    }

    @Test
    void hiddenSizeEightBitAndUtf8AreNoParameters() {
        offers(List.of(), List.of("SIZE", "8BITMIME", "SMTPUTF8"));
        greeted();
        dialogue.play("C: MAIL FROM:<a@example.com> SIZE=1\n" + UNKNOWN + "C: MAIL FROM:<a@example.com> BODY=8BITMIME\n"
                + UNKNOWN + "C: MAIL FROM:<a@example.com> SMTPUTF8\n" + UNKNOWN
                + "C: MAIL FROM:<ä@example.com>\nS: 550 5.6.7...");
    }

    @Test
    void anAddedKeywordIsAParameterOfMailAndRcptThatPluginsSee() {
        offers(List.of("XPRIO high low"), List.of());
        dialogue.groups.on("x", Stage.MAILFROM, Decision.pass());
        greeted();
        dialogue.play("""
                C: MAIL FROM:<a@example.com> xprio=high
                S: 250 2.1.0 Sender ok
                C: RCPT TO:<b@example.org> XPRIO
                S: 250 2.1.5 Recipient ok
                C: RCPT TO:<b@example.org> XOTHER
                """ + UNKNOWN);
        MailFrom mail = (MailFrom) dialogue.groups.asked(Stage.MAILFROM).get(0).event();
        RcptTo rcpt = (RcptTo) dialogue.groups.asked(Stage.RCPTTO).get(0).event();
        assertEquals("high", mail.sender().parameters().get("XPRIO"));
        assertEquals("", rcpt.recipient().parameters().get("XPRIO"));
    }

    @Test
    void theNextEhloAndHeloBeginAnew() {
        dialogue.groups.on(
                "x",
                Stage.HELO,
                event -> event.sequence() < 3
                        ? Decision.pass().withExtensions(List.of("XFOO"), List.of("SIZE"))
                        : Decision.pass());
        greeted();
        dialogue.play(Scripts.EHLO.substring(Scripts.BANNER.length()));
        dialogue.play("C: MAIL FROM:<a@example.com> XFOO\n" + UNKNOWN
                + "C: MAIL FROM:<a@example.com> SIZE=1\nS: 250 2.1.0 Sender ok");
    }

    @Test
    void anEhloThatIsRefusedLeavesTheOfferAsItWas() {
        offers(List.of("XFOO"), List.of());
        greeted();
        dialogue.groups.on(
                "x", Stage.HELO, Decision.reject(550, "5.7.1", "no").withExtensions(List.of(), List.of("XFOO")));
        assertEquals(List.of("550 no"), ehlo());
        dialogue.play("C: MAIL FROM:<a@example.com> XFOO\nS: 250 2.1.0 Sender ok");
    }

    @Test
    void startTlsForgetsTheOffer() {
        offers(List.of("XFOO"), List.of("SIZE"));
        greeted();
        dialogue.play("C: STARTTLS\nS: 220 2.0.0...");
        dialogue.groups.on("x", Stage.HELO, Decision.pass());
        dialogue.handshake()
                .play(Scripts.EHLO
                        .substring(Scripts.BANNER.length())
                        .replace("250-SMTPUTF8", "250 SMTPUTF8")
                        .replace("S: 250 STARTTLS\n", ""));
    }

    @Test
    void aReplyOfEhloHasAHundredLinesAtMost() {
        offers(IntStream.range(0, 300).mapToObj(i -> "X" + i).toList(), List.of());
        assertEquals(100, greeted().size());
    }

    @Test
    void anOfferAtHeloIsForNobody() {
        offers(List.of("XFOO"), List.of());
        dialogue.play(Scripts.HELO + "C: MAIL FROM:<a@example.com> XFOO\n" + UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " X", "X  y", "X y ", "X\r\nS", "X y\r\n250 Z", "X\0", "-X", "X_Y", "Ä", "X \u00e9", "X\ty"})
    void hostileLinesCannotBeBuilt(String line) {
        List<String> lines = List.of(line);
        assertThrows(MalformedException.class, () -> Decision.pass().withExtensions(lines, List.of()));
        assertThrows(MalformedException.class, () -> Decision.pass().withExtensions(List.of(), lines));
    }

    @Test
    void longOnesCannotEither() {
        List<String> word = List.of("X".repeat(65));
        List<String> line = List.of("X " + "y".repeat(479));
        assertThrows(MalformedException.class, () -> Decision.pass().withExtensions(word, List.of()));
        assertThrows(MalformedException.class, () -> Decision.pass().withExtensions(line, List.of()));
    }
}
