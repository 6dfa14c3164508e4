package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RCPTs that a client pipelined, before a group whose {@code rcptto} is concurrent. */
public class OverlapTest {
    private static final String OK = "S: 250 2.1.5 Recipient ok\n";

    private final Dialogue dialogue = Dialogue.behind("fast").limits(1000, 200);
    private final List<ScriptedPluginClient.Held> held = dialogue.groups.keeps("fast", Stage.RCPTTO);

    OverlapTest() {
        dialogue.groups.concurrent("fast", Stage.RCPTTO);
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    /** As {@code RCPT TO:<u0@example.org>}, one a line. */
    public static String rcpts(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "RCPT TO:<u" + i + "@example.org>\n")
                .collect(Collectors.joining());
    }

    private void mail(String packet) {
        dialogue.play(Scripts.EHLO + Scripts.MAIL).packet(packet);
    }

    private void decide(int ask, Decision decision) {
        held.get(ask).decide(decision);
    }

    private void passAll(int from, int to) {
        IntStream.range(from, to).forEach(ask -> decide(ask, Decision.pass()));
    }

    private List<String> accepted() {
        return dialogue.session().transaction().recipients().stream()
                .map(one -> one.address().local())
                .toList();
    }

    @Test
    void aHundredAreAskedBeforeTheFirstIsAnswered() {
        mail(rcpts(0, 101));
        assertEquals(100, held.size());
        assertEquals(List.of(), dialogue.said());
        decide(0, Decision.pass());
        assertEquals(101, held.size(), "one is there, one more may come");
        passAll(1, 101);
        dialogue.play(OK.repeat(101));
        assertEquals(101, accepted().size());
    }

    @Test
    void aHundredTakeNoLongerThanOne() {
        dialogue.groups.after("fast", Stage.RCPTTO, event -> 20L, event -> Decision.pass());
        mail(rcpts(0, 100));
        dialogue.clock.advance(19);
        assertEquals(List.of(), dialogue.said());
        dialogue.clock.advance(1);
        dialogue.play(OK.repeat(100));
    }

    @Test
    void repliesRecipientsAndFactsKeepTheOrderOfTheCommands() {
        mail(rcpts(0, 4));
        decide(3, Decision.pass());
        decide(1, Decision.reject(550, "5.7.1", "one"));
        assertEquals(List.of(), dialogue.said());
        decide(0, Decision.pass());
        dialogue.play(OK + "S: 550 5.7.1 one");
        decide(2, Decision.discard());
        dialogue.play(OK + OK);
        assertEquals(List.of("u0", "u3"), accepted());
        assertEquals(
                List.of("4 rcptto 250", "5 rcptto 550", "6 rcptto 250", "7 rcptto 250"),
                dialogue.reported.subList(3, dialogue.reported.size()));
    }

    @Test
    void whereNobodyIsConcurrentEachWaitsForTheOneBefore() {
        dialogue.groups.concurrent("fast");
        mail(rcpts(0, 3));
        assertEquals(1, held.size());
        passAll(0, 1);
        assertEquals(2, held.size());
        passAll(1, 2);
        passAll(2, 3);
        dialogue.play(OK.repeat(3));
    }

    @Test
    void theRecipientsLimitHoldsExactly() {
        dialogue.limits(3, 20);
        mail(rcpts(0, 6));
        assertEquals(3, held.size());
        decide(1, Decision.reject(550, "5.7.1", "no"));
        decide(0, Decision.pass());
        assertEquals(4, held.size(), "a refused one makes room");
        passAll(2, 4);
        String full = "S: 452 4.5.3 Too many recipients, send the rest in another transaction\n";
        dialogue.play(OK + "S: 550 5.7.1 no\n" + OK + OK + full + full);
        assertEquals(List.of("u0", "u2", "u3"), accepted());
    }

    @Test
    void theErrorsLimitHoldsExactly() {
        dialogue.limits(1000, 3);
        mail(rcpts(0, 6));
        assertEquals(3, held.size());
        IntStream.range(0, 3).forEach(ask -> decide(ask, Decision.reject(550, "5.7.1", "no")));
        dialogue.play("S: 550 5.7.1 no\n".repeat(3) + "S: 421 4.7.0 Too many errors, closing");
        assertEquals(3, held.size());
    }

    @Test
    void aSyntaxErrorAParameterAndARefusalOfTheServersKeepTheirPlaces() {
        mail(rcpts(0, 1) + "RCPT TO:nonsense\nRCPT TO:<a@b.example> NOTIFY=NEVER\nRCPT TO:<ö@example.org>\n"
                + rcpts(1, 2));
        assertEquals(2, held.size());
        decide(1, Decision.pass());
        assertEquals(List.of(), dialogue.said());
        decide(0, Decision.pass());
        dialogue.play(OK + "S: 501 5.5.4...\nS: 555 5.5.4...\nS: 553 5.6.7...\n" + OK);
    }

    @Test
    void aLineThatIsTooLongKeepsItsPlace() {
        mail(rcpts(0, 2) + "RCPT TO:<" + "x".repeat(600) + "@example.org>\n" + rcpts(2, 3));
        assertEquals(2, held.size());
        passAll(0, 2);
        passAll(2, 3);
        dialogue.play(OK + OK + "S: 500 5.5.2 Line too long\n" + OK);
    }

    @Test
    void otherCommandsWaitForAllBeforeThem() {
        mail(rcpts(0, 2) + "NOOP\n" + rcpts(2, 4) + "DATA\nSubject: hello\n.\nQUIT");
        assertEquals(2, held.size());
        decide(1, Decision.pass());
        assertEquals(List.of(), dialogue.said());
        decide(0, Decision.pass());
        assertEquals(4, held.size());
        passAll(2, 4);
        dialogue.play(OK + OK + "S: 250 2.0.0 Ok\n" + OK + OK + """
                S: 354 Go ahead, end with <CRLF>.<CRLF>
                S: 250 2.0.0 Ok, taken as node-0-1-1
                S: 221 2.0.0 mx.example.net closing connection""");
        assertEquals(List.of("Subject: hello\r\n"), dialogue.delivered);
    }

    @Test
    void rsetAndAnotherTransactionWaitToo() {
        mail(rcpts(0, 2) + "RSET\nMAIL FROM:<a@example.com>\n" + rcpts(2, 3));
        passAll(0, 2);
        decide(2, Decision.pass());
        dialogue.play(OK + OK + "S: 250 2.0.0 Ok, forgotten\nS: 250 2.1.0 Sender ok\n" + OK);
        assertEquals(List.of("u2"), accepted());
        assertEquals("node-0-1-2", held.get(2).event().transaction());
    }

    @Test
    void behindAHangUpNothingIsSaidOrAdded() {
        mail(rcpts(0, 4) + "NOOP\n");
        decide(2, Decision.pass());
        decide(3, Decision.discard());
        decide(0, Decision.pass());
        decide(1, Decision.reject(421, "4.7.0", "enough"));
        dialogue.play(OK + "S: 421 4.7.0 enough");
        dialogue.expectClosed();
        assertEquals(
                List.of("4 rcptto 250", "5 rcptto 421", "6 rcptto", "7 rcptto", "8 reset refused", "9 close refused"),
                dialogue.reported.subList(3, dialogue.reported.size()));
        assertEquals(0, dialogue.reports.count(Stage.VERB));
    }

    @Test
    void aClientThatIsLostIsToldNothingAndTheRestIsAwaited() {
        mail(rcpts(0, 3));
        decide(0, Decision.pass());
        dialogue.play(OK).cut();
        assertFalse(dialogue.isOver());
        passAll(1, 3);
        assertTrue(dialogue.isOver());
        assertNull(dialogue.reports.all.get(4).reply());
    }

    @Test
    void anAuthenticatedOfOneIsSoForTheOnesBehindIt() {
        dialogue.relay("maildir");
        mail("RCPT TO:<a@b.example>\nRCPT TO:<c@d.example>\nRCPT TO:<e@f.example>");
        decide(2, Decision.pass());
        decide(1, Decision.pass().withAuthenticated("joe"));
        decide(0, Decision.pass());
        dialogue.play("S: 550 5.7.1 Relaying denied\n" + OK + OK);
    }

    @Test
    void aRetryInTheMiddleHoldsBackOnlyReplies() {
        mail(rcpts(0, 3));
        decide(1, Decision.retry());
        assertEquals(4, held.size());
        assertEquals(1, held.get(3).event().round());
        decide(2, Decision.pass());
        decide(0, Decision.pass());
        dialogue.play(OK);
        decide(3, Decision.reject(550, "5.7.1", "after all"));
        dialogue.play("S: 550 5.7.1 after all\n" + OK);
    }

    @Test
    void delaysFollowEachOtherAsIfTheCommandsHadComeOneByOne() {
        mail(rcpts(0, 3));
        IntStream.range(0, 3).forEach(ask -> decide(ask, Decision.pass().withDelay(1_000)));
        dialogue.clock.advance(1_000);
        dialogue.play(OK);
        dialogue.clock.advance(2_000);
        dialogue.play(OK + OK);
    }

    @Test
    void octetsStandBeforeTheReplyOfTheirOwn() {
        mail(rcpts(0, 2));
        decide(1, Decision.pass().withSend(Buffer.buffer("second\r\n")));
        decide(0, Decision.pass().withSend(Buffer.buffer("first\r\n")));
        dialogue.play("S: first\n" + OK + "S: second\n" + OK);
    }

    /** A mistake of ours ends the session, whole. */
    @Test
    void anAskThatBreaksLeavesNobodyWaiting() {
        dialogue.group("slow");
        List<ScriptedPluginClient.Held> slow = dialogue.groups.keeps("slow", Stage.RCPTTO);
        dialogue.play(Scripts.EHLO + Scripts.MAIL)
                .packet("RCPT TO:<a@b.example>\nRCPT TO:<c@d.example>\nRCPT TO:<e@f.example>");
        passAll(1, 3);
        assertEquals(0, slow.size());
        held.get(0).answer().fail("broken");
        dialogue.play("S: 421 4.3.0 Internal error, closing");
        slow.forEach(ask -> ask.decide(Decision.pass()));
        dialogue.expectClosed();
    }
}
