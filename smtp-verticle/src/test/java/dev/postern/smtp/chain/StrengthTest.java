package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Message;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.plugins.Failure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whose word counts: for every pair of decisions, in one tier and in two. */
class StrengthTest {
    /** What one of two groups answers, and what the server would do if that is what counts; strongest first. */
    private enum Word {
        REFUSE,
        FAIL,
        RETRY,
        CHALLENGE,
        DISCARD,
        ACCEPT,
        PASS;

        private CallResult answer(Event event, String group) {
            return this == FAIL
                    ? CallResult.failed(Failure.TIMEOUT, "as the test wants", group, 1)
                    : CallResult.decided(decision(event, group), group, 1);
        }

        /** Once a round is void, and a challenge answered, all pass. */
        private Decision decision(Event event, String group) {
            boolean again = event.round() > 0 || event instanceof Authenticate login && login.response() != null;
            return again
                    ? Decision.pass()
                    : switch (this) {
                        case REFUSE -> Decision.reject(550, "5.7.1", group);
                        case RETRY -> Decision.retry();
                        case CHALLENGE -> Decision.challenge(Buffer.buffer(group));
                        case DISCARD -> Decision.discard();
                        case ACCEPT -> Decision.accept();
                        default -> Decision.pass();
                    };
        }

        /** How many asks and which reply it leads to at {@code rcptto}, where nobody admits but by accept. */
        private String replyAtRcpt(String group) {
            return switch (this) {
                case REFUSE -> "550 5.7.1 " + group;
                case FAIL -> "451 4.3.0 temporarily unable to decide, try again later";
                case DISCARD, ACCEPT -> "250 2.1.5 Recipient ok";
                default -> "550 5.7.1 Relaying denied";
            };
        }

        private String replyAtAuthenticate(String group) {
            return switch (this) {
                case REFUSE -> "535 5.7.8 " + group;
                case FAIL -> "454 4.7.0 temporarily unable to decide, try again later";
                case CHALLENGE -> group.equals("one") ? "334 b25l" : "334 dHdv";
                case ACCEPT -> "235 2.7.0 Authentication succeeded";
                default -> "535 5.7.8 Authentication credentials invalid";
            };
        }
    }

    private static ChainLink link(String group, int tier) {
        return new ChainLink(group, tier, Set.of(), 0, Map.of(), new ChainLink.Role(true, true), Set.of());
    }

    /** A refusal and what a failure costs are of the same strength. */
    private static boolean firstSpeaks(Word first, Word second) {
        return first.compareTo(second) <= 0 || first == Word.FAIL && second == Word.REFUSE;
    }

    private static List<DynamicTest> pairs(Set<Word> words, Function<Word[], Runnable> test) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Word one : words) {
            for (Word two : words) {
                tests.add(DynamicTest.dynamicTest(
                        one + " and " + two,
                        () -> test.apply(new Word[] {one, two}).run()));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> inOneTierAtRcpt() {
        return pairs(atRcpt(), words -> () -> rcpt(7, words[0], words[1]));
    }

    /** Both are required, and so asked whatever the first said: except behind a retry. */
    @TestFactory
    List<DynamicTest> inTwoTiersAtRcpt() {
        return pairs(atRcpt(), words -> () -> rcpt(0, words[0], words[1]));
    }

    @TestFactory
    List<DynamicTest> inOneTierAtAuthenticate() {
        return pairs(atAuthenticate(), words -> () -> login(7, words[0], words[1]));
    }

    @TestFactory
    List<DynamicTest> inTwoTiersAtAuthenticate() {
        return pairs(atAuthenticate(), words -> () -> login(0, words[0], words[1]));
    }

    private static Set<Word> atRcpt() {
        return Set.of(Word.REFUSE, Word.FAIL, Word.RETRY, Word.DISCARD, Word.ACCEPT, Word.PASS);
    }

    private static Set<Word> atAuthenticate() {
        return Set.of(Word.REFUSE, Word.FAIL, Word.RETRY, Word.CHALLENGE, Word.ACCEPT, Word.PASS);
    }

    private static Dialogue dialogue(int tier, Stage stage, Word one, Word two) {
        Dialogue dialogue =
                new Dialogue().link(link("one", tier)).link(link("two", tier)).authInClear();
        dialogue.groups.later("one", stage, event -> Future.succeededFuture(one.answer(event, "one")));
        dialogue.groups.later("two", stage, event -> Future.succeededFuture(two.answer(event, "two")));
        dialogue.groups.on("maildir", Stage.DELIVER, StagePath::yes);
        return dialogue;
    }

    /** In a later tier, a retry comes too late where the first has settled nothing stronger, and comes first where it stands in front. */
    private static void rcpt(int tier, Word one, Word two) {
        boolean first = tier == 0 && one == Word.RETRY || firstSpeaks(one, two);
        Word counts = first ? one : two;
        Dialogue dialogue = dialogue(tier, Stage.RCPTTO, one, two);
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
        // In the second round a group that has failed still fails.
        Word spoken = counts == Word.RETRY && (one == Word.FAIL || two == Word.FAIL) ? Word.FAIL : counts;
        assertEquals(List.of(spoken.replyAtRcpt(first ? "one" : "two")), dialogue.ask("RCPT TO:<b@elsewhere.example>"));
        List<String> asked = counts != Word.RETRY
                ? List.of("one", "two")
                : tier == 0 && one == Word.RETRY ? List.of("one", "one", "two") : List.of("one", "two", "one", "two");
        assertEquals(asked, dialogue.groups.askedAt(Stage.RCPTTO));
        dialogue.cut().assertClosed();
    }

    private static void login(int tier, Word one, Word two) {
        boolean first = tier == 0 && one == Word.RETRY || firstSpeaks(one, two);
        Word counts = first ? one : two;
        Word spoken = counts == Word.RETRY && (one == Word.FAIL || two == Word.FAIL) ? Word.FAIL : counts;
        Dialogue dialogue = dialogue(tier, Stage.AUTHENTICATE, one, two);
        dialogue.play(Scripts.EHLO.replace("250 STARTTLS", "250-STARTTLS\nS: 250 AUTH LOGIN PLAIN"));
        assertEquals(
                List.of(spoken.replyAtAuthenticate(first ? "one" : "two")),
                dialogue.ask(StagePath.PLAIN.substring("C: ".length())));
        dialogue.cut().assertClosed();
    }

    @Test
    void discardAlsoStandsAgainstAcceptAtContentAndMessage() {
        for (Stage stage : List.of(Stage.CONTENT, Stage.MESSAGE)) {
            Dialogue dialogue = Dialogue.standard().link(link("one", 7)).link(link("two", 7));
            dialogue.groups.on("one", stage, Decision.accept()).on("two", stage, Decision.discard());
            dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 250 2.0.0 Ok, taken as node-0-1-1");
            assertEquals(List.of(), dialogue.delivered, stage.key());
            dialogue.cut().assertClosed();
        }
    }

    @Test
    void aDiscardOfOneRecipientLeavesTheOthers() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on(
                "x",
                Stage.MESSAGE,
                event -> ((Message) event).recipient().address().local().equals("b")
                        ? Decision.discard()
                        : Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + "C: RCPT TO:<c@example.org>\nS: 250 2.1.5...\n"
                + Scripts.DATA + Scripts.BODY + "S: 250 2.0.0 Ok, taken as node-0-1-1");
        assertEquals(
                List.of("c"),
                dialogue.groups.asked(Stage.DELIVER).get(0).event().recipients().stream()
                        .map(one -> one.address().local())
                        .toList());
        dialogue.cut().assertClosed();
    }
}
