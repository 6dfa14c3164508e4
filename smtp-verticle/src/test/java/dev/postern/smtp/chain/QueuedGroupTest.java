package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.delivery.OverlapTest;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group that is not concurrent beside one that is: it takes RCPTs one at a time, in command order. */
class QueuedGroupTest {
    private static final String OK = "S: 250 2.1.5 Recipient ok\n";

    private Dialogue dialogue;
    private List<ScriptedPluginClient.Held> fast;
    private List<ScriptedPluginClient.Held> slow;

    /** The chain, the last word is who admits. */
    private void chain(String order) {
        dialogue = new Dialogue().limits(1000, 20);
        boolean tier = order.equals("same tier");
        List<String> groups = order.startsWith("slow") ? List.of("slow", "fast") : List.of("fast", "slow");
        for (String group : groups) {
            dialogue.link(new ChainLink(
                    group,
                    tier ? 7 : 0,
                    Set.of(),
                    0,
                    Map.of(),
                    new ChainLink.Role(false, group.equals("fast")),
                    Set.of()));
        }
        fast = dialogue.groups.keeps("fast", Stage.RCPTTO);
        slow = dialogue.groups.keeps("slow", Stage.RCPTTO);
        dialogue.groups.concurrent("fast", Stage.RCPTTO).on("maildir", Stage.DELIVER, StagePath::yes);
    }

    private void mail(int count) {
        dialogue.play(Scripts.EHLO + Scripts.MAIL).packet(OverlapTest.rcpts(0, count));
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    @Test
    void behindTheFastOneItIsAskedInCommandOrderWhateverComesFirst() {
        chain("fast, slow");
        dialogue.link(new ChainLink("door", 0, Set.of(), 0, Map.of(), new ChainLink.Role(false, true), Set.of()))
                .groups
                .on("door", Stage.RCPTTO, Decision.accept());
        mail(3);
        assertEquals(3, fast.size());
        fast.get(2).decide(Decision.pass());
        fast.get(1).decide(Decision.pass());
        assertEquals(0, slow.size(), "the first has not come so far");
        fast.get(0).decide(Decision.pass());
        for (int i = 0; i < 3; i++) {
            assertEquals(i + 1, slow.size());
            assertEquals("u" + i + "@example.org", slow.get(i).recipient());
            slow.get(i).decide(Decision.pass());
        }
        dialogue.play(OK.repeat(3));
    }

    @Test
    void whoNeverComesToItKeepsNobodyWaiting() {
        chain("fast, slow");
        mail(3);
        fast.get(2).decide(Decision.pass());
        fast.get(1).decide(Decision.reject(550, "5.7.1", "no"));
        fast.get(0).decide(Decision.accept());
        dialogue.play(OK + "S: 550 5.7.1 no");
        assertEquals(1, slow.size());
        assertEquals("u2@example.org", slow.get(0).recipient());
        slow.get(0).decide(Decision.reject(550, "5.1.1", "nobody"));
        dialogue.play("S: 550 5.1.1 nobody");
    }

    @Test
    void inFrontOfTheFastOneItLetsThemThroughOneByOne() {
        chain("slow, fast");
        mail(3);
        for (int i = 0; i < 3; i++) {
            assertEquals(i + 1, slow.size());
            assertEquals(i, fast.size());
            slow.get(i).decide(Decision.pass());
            assertEquals(i + 1, fast.size());
        }
        for (int i = 2; i >= 0; i--) {
            fast.get(i).decide(Decision.accept());
        }
        dialogue.play(OK.repeat(3));
    }

    @Test
    void inTheSameTierBothAreAwaited() {
        chain("same tier");
        mail(2);
        assertEquals(2, fast.size());
        assertEquals(1, slow.size());
        fast.get(1).decide(Decision.accept());
        fast.get(0).decide(Decision.accept());
        assertEquals(List.of(), dialogue.said());
        slow.get(0).decide(Decision.pass());
        dialogue.play(OK);
        assertEquals("u1@example.org", slow.get(1).recipient());
        slow.get(1).decide(Decision.reject(550, "5.7.1", "no"));
        dialogue.play("S: 550 5.7.1 no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast, slow", "slow, fast", "same tier"})
    void waitingIsNoTimeOfTheStage(String order) {
        chain(order);
        dialogue.groups.after("slow", Stage.RCPTTO, event -> 4_000L, event -> Decision.pass());
        dialogue.groups.on("fast", Stage.RCPTTO, order.startsWith("fast") ? Decision.pass() : Decision.accept());
        mail(20);
        dialogue.clock.advance(79_999);
        assertTrue(dialogue.isBusy());
        dialogue.clock.advance(1);
        dialogue.play((order.startsWith("fast") ? "S: 550 5.7.1 Relaying denied\n" : OK).repeat(20));
        assertEquals(
                List.of(5_000L),
                dialogue.groups.asked(Stage.RCPTTO).stream()
                        .map(ScriptedPluginClient.Ask::budget)
                        .distinct()
                        .toList(),
                "each has its full budget");
        assertEquals(20, dialogue.groups.askedAbout("slow").size());
    }

    @Test
    void whoNeverAnswersCostsEachItsBudgetAndNoMore() {
        chain("slow, fast");
        dialogue.groups.on("fast", Stage.RCPTTO, Decision.accept());
        mail(3);
        dialogue.clock.advance(14_999);
        assertTrue(dialogue.isBusy());
        dialogue.clock.advance(1);
        dialogue.play("S: 451 4.3.0 temporarily unable to decide, try again later\n".repeat(3));
    }

    @Test
    void aRoundThatIsVoidGoesToTheEndOfTheQueue() {
        chain("slow, fast");
        mail(3);
        slow.get(0).decide(Decision.retry());
        assertEquals("u1@example.org", slow.get(1).recipient());
        slow.get(1).decide(Decision.pass());
        slow.get(2).decide(Decision.pass());
        assertEquals("u0@example.org", slow.get(3).recipient());
        slow.get(3).decide(Decision.pass());
        fast.forEach(ask -> ask.decide(Decision.accept()));
        dialogue.play(OK.repeat(3));
    }

    @Test
    void whatWaitsForALostClientIsNotAskedAnyMore() {
        chain("slow, fast");
        mail(3);
        assertEquals(1, slow.size());
        dialogue.cut();
        slow.get(0).decide(Decision.pass());
        assertEquals(1, slow.size());
        assertEquals(0, fast.size(), "nor is anybody behind it");
        assertTrue(dialogue.isOver());
    }

    @Test
    void whoIsToldToGoIsOverAtOnceAndLateAnswersChangeNothing() {
        chain("slow, fast");
        mail(3);
        slow.get(0).decide(Decision.pass());
        assertEquals(2, slow.size());
        dialogue.leave("shutdown").session().abandon();
        assertTrue(dialogue.isOver());
        int told = dialogue.reported.size();
        slow.get(1).decide(Decision.retry());
        fast.get(0).decide(Decision.accept());
        assertEquals(2, slow.size());
        assertEquals(1, fast.size());
        assertEquals(told, dialogue.reported.size());
    }

    @Test
    void whoIsLostInADelayKeepsNothingWaiting() {
        chain("slow, fast");
        mail(3);
        for (int i = 0; i < 3; i++) {
            slow.get(i).decide(Decision.pass().withDelay(60_000));
            fast.get(i).decide(Decision.accept());
        }
        dialogue.clock.advance(60_000);
        dialogue.play(OK).cut();
        assertTrue(dialogue.isOver());
    }
}
