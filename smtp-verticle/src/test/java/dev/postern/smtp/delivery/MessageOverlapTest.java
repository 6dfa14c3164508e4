package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Message;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recipients of one message before a group whose {@code message} is concurrent. */
class MessageOverlapTest {
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1";

    private final Dialogue dialogue = Dialogue.behind("slow", "fast").limits(1000, 20);
    private final List<ScriptedPluginClient.Held> held = dialogue.groups.keeps("fast", Stage.MESSAGE);

    MessageOverlapTest() {
        dialogue.groups.concurrent("fast", Stage.MESSAGE).seen("slow");
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private void send(int count) {
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
        for (int i = 0; i < count; i++) {
            dialogue.play("C: RCPT TO:<u" + i + "@example.org>\nS: 250 2.1.5 Recipient ok");
        }
        dialogue.play(Scripts.DATA + Scripts.BODY);
    }

    private static String about(Event event) {
        return ((Message) event).recipient().address().local();
    }

    private void decide(int ask, Decision decision) {
        held.get(ask).decide(decision);
    }

    private void passAll(int from, int to) {
        IntStream.range(from, to).forEach(ask -> decide(ask, Decision.pass()));
    }

    @Test
    void aHundredAreAskedBeforeTheFirstIsAnswered() {
        send(150);
        assertEquals(100, held.size());
        decide(7, Decision.pass());
        assertEquals(100, held.size(), "verdicts are taken in order: no place is free yet");
        decide(0, Decision.pass());
        assertEquals(101, held.size());
        passAll(1, 7);
        passAll(8, 150);
        dialogue.play(TAKEN);
        assertEquals(
                IntStream.range(0, 150).mapToObj(i -> "u" + i).toList(),
                dialogue.groups.asked(Stage.DELIVER).get(0).event().recipients().stream()
                        .map(one -> one.address().local())
                        .toList());
    }

    @Test
    void verdictsAreTakenAndToldInTheOrderOfTheRecipients() {
        send(4);
        int told = dialogue.reported.size();
        decide(3, Decision.reject(550, "5.7.1", "three"));
        decide(2, Decision.pass());
        decide(1, Decision.reject(551, "5.7.1", "one"));
        assertEquals(told, dialogue.reported.size());
        decide(0, Decision.discard());
        dialogue.play("S: 551 5.7.1 one");
        assertEquals(
                List.of("10 message", "11 message 551", "12 message", "13 message 550", "14 reset refused"),
                dialogue.reported.subList(told, dialogue.reported.size()));
    }

    @Test
    void ofSeveralRefusalsTheFirstForNowSpeaks() {
        send(3);
        decide(2, Decision.reject(452, "4.2.2", "two"));
        decide(1, Decision.reject(451, "4.2.1", "one"));
        decide(0, Decision.reject(550, "5.7.1", "zero"));
        dialogue.play("S: 451 4.2.1 one");
    }

    @Test
    void octetsAndDelaysComeInTheOrderOfTheRecipients() {
        send(2);
        decide(1, Decision.pass().withSend(Buffer.buffer("second\r\n")).withDelay(1_000));
        decide(0, Decision.pass().withSend(Buffer.buffer("first\r\n")).withDelay(1_000));
        dialogue.clock.advance(1_999);
        assertTrue(dialogue.isBusy());
        dialogue.clock.advance(1);
        dialogue.play("S: first\nS: second\n" + TAKEN);
    }

    @Test
    void aGroupThatIsNotConcurrentTakesThemOneByOne() {
        List<ScriptedPluginClient.Held> slow = dialogue.groups.keeps("slow", Stage.MESSAGE);
        send(3);
        for (int i = 0; i < 3; i++) {
            assertEquals(i + 1, slow.size());
            assertEquals("u" + i, about(slow.get(i).event()));
            slow.get(i).decide(Decision.pass());
        }
        passAll(0, 3);
        dialogue.play(TAKEN);
    }

    /** 100 recipients, each of whom costs a slow group its 5 s: only the time for the whole message ends that. */
    @Test
    void waitingDoesNotStretchTheTimeForTheMessage() {
        dialogue.setup.links.replaceAll(link -> !link.group().equals("slow")
                ? link
                : new ChainLink(
                        "slow",
                        0,
                        Set.of(),
                        0,
                        Map.of(Stage.MESSAGE, ChainLink.FailurePolicy.PASS),
                        ChainLink.Role.PLAIN,
                        Set.of()));
        dialogue.groups.later(
                "slow", Stage.MESSAGE, event -> Promise.<CallResult>promise().future());
        dialogue.groups.on("fast", Stage.MESSAGE, Decision.pass());
        send(100);
        dialogue.clock.advance(299_999);
        assertTrue(dialogue.isBusy());
        dialogue.clock.advance(1);
        dialogue.play("S: 451 4.3.0 temporarily unable to decide, try again later");
        assertEquals(
                60,
                dialogue.groups.asked(Stage.MESSAGE).stream()
                        .filter(ask -> ask.group().equals("slow"))
                        .count());
        assertEquals(List.of(), dialogue.groups.asked(Stage.DELIVER));
    }

    @Test
    void aClientThatIsLostEndsItAndNothingIsDelivered() {
        List<ScriptedPluginClient.Held> slow = dialogue.groups.keeps("slow", Stage.MESSAGE);
        send(120);
        dialogue.cut();
        slow.get(0).decide(Decision.pass());
        assertEquals(1, slow.size());
        assertEquals(0, held.size());
        assertTrue(dialogue.isOver());
        assertEquals(List.of(), dialogue.delivered);
    }
}
