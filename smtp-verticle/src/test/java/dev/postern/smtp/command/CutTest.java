package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The client is cut off: after every line of a long session, and in the middle of every ask. */
class CutTest {
    private static final List<String> LINES = List.of(
            "EHLO client.example.com",
            "NOOP",
            "MAIL FROM:<a@example.com>",
            "RCPT TO:<b@example.org>",
            "RSET",
            "MAIL FROM:<a@example.com>",
            "RCPT TO:<a@example.org>",
            "RCPT TO:<b@example.org>",
            "RCPT TO:<c@example.org>",
            "DATA",
            "hello",
            ".",
            "MAIL FROM:<>",
            "RCPT TO:<b@example.org>",
            "HELO client.example.com",
            "QUIT");
    /** Each ask of that session, in order. */
    private static final List<Stage> ASKS = List.of(
            Stage.CONNECT,
            Stage.HELO,
            Stage.VERB,
            Stage.MAILFROM,
            Stage.RCPTTO,
            Stage.MAILFROM,
            Stage.RCPTTO,
            Stage.RCPTTO,
            Stage.RCPTTO,
            Stage.DATA,
            Stage.CONTENT,
            Stage.MESSAGE,
            Stage.MESSAGE,
            Stage.MESSAGE,
            Stage.DELIVER,
            Stage.MAILFROM,
            Stage.RCPTTO,
            Stage.HELO);

    /** A session in which every answer waits until the test lets it go. */
    private static final class Slow {
        private final Dialogue dialogue = new Dialogue().group("all", new ChainLink.Role(false, true));
        private final Deque<Promise<CallResult>> open = new ArrayDeque<>();
        private final List<Decision> answers = new ArrayList<>();
        private final List<Stage> asked = new ArrayList<>();

        Slow() {
            for (Stage stage : Set.copyOf(ASKS)) {
                dialogue.groups.later(stage == Stage.DELIVER ? "maildir" : "all", stage, this::ask);
            }
            dialogue.groups.wants("all", Stage.RESET).wants("all", Stage.CLOSE);
            dialogue.start();
        }

        private Future<CallResult> ask(Event event) {
            Promise<CallResult> answer = Promise.promise();
            open.add(answer);
            asked.add(event.stage());
            answers.add(
                    event.stage() == Stage.DELIVER
                            ? Decision.delivered(event.recipients().stream()
                                    .map(DeliveryResult::delivered)
                                    .toList())
                            : event.stage() == Stage.RCPTTO ? Decision.accept() : Decision.pass());
            return answer.future();
        }

        void answerAll() {
            while (!open.isEmpty()) {
                answerOne();
            }
        }

        void answerOne() {
            open.remove().complete(CallResult.decided(answers.get(answers.size() - open.size() - 1), "all-0", 1));
        }

        /** Exactly one reset for a transaction that was begun and not taken, exactly one close, in order. */
        void assertWhole(String when) {
            dialogue.assertClosed();
            long begun = dialogue.reported.stream()
                    .filter(fact -> fact.endsWith("mailfrom 250"))
                    .count();
            long taken = dialogue.reported.stream()
                    .filter(fact -> fact.contains("deliver"))
                    .count();
            assertEquals(begun - taken, dialogue.reports.count(Stage.RESET), when + dialogue.reported);
            assertEquals(
                    dialogue.reports.count(Stage.RESET) + 1,
                    dialogue.groups.sent().size(),
                    when + dialogue.reported);
            for (int i = 0; i < dialogue.reported.size(); i++) {
                assertTrue(dialogue.reported.get(i).startsWith(i + 1 + " "), when + dialogue.reported);
            }
        }
    }

    @Test
    void afterEachLine() {
        for (int last = 0; last <= LINES.size(); last++) {
            Slow slow = new Slow();
            slow.answerAll();
            for (String line : LINES.subList(0, last)) {
                slow.dialogue.ignore();
                slow.dialogue.ask(line);
                slow.answerAll();
            }
            slow.dialogue.cut();
            slow.assertWhole("cut after line " + last + ": ");
        }
    }

    @Test
    void inTheMiddleOfEachAsk() {
        for (int during = 0; during < ASKS.size(); during++) {
            Slow slow = new Slow();
            int line = 0;
            for (int ask = 0; ask < during; ask++) {
                slow.answerOne();
                while (slow.open.isEmpty()) {
                    slow.dialogue.ignore();
                    slow.dialogue.ask(LINES.get(line++));
                }
            }
            assertEquals(ASKS.subList(0, during + 1), slow.asked);
            slow.dialogue.cut();
            assertEquals(0, slow.dialogue.reports.count(Stage.CLOSE), "an ask is open");
            slow.answerAll();
            slow.assertWhole("cut during ask " + during + ": ");
            assertEquals(during + 1, slow.asked.size(), "asked after the client had gone: " + slow.asked);
            long taken = during >= ASKS.indexOf(Stage.DELIVER) ? 1 : 0;
            assertEquals(taken, slow.dialogue.reports.count(Stage.DELIVER));
        }
    }
}
