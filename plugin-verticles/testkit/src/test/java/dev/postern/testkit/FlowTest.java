package dev.postern.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Content;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.RcptTo;
import dev.postern.contract.plugin.ContentReader;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Exchanges of more than one question. */
class FlowTest {
    /** Asks for a name, then for a password; wants every recipient asked twice. */
    private static final class Talkative extends Plugin {
        private final List<String> seen = new ArrayList<>();

        @Override
        protected Set<String> mechanisms() {
            return Set.of("X-TALK");
        }

        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            note(event);
            JsonObject data = event.data();
            if (event.response() == null) {
                return challenge("who?", data);
            }
            if (!data.containsKey("name")) {
                return challenge("secret?", data.put("name", event.response().toString()));
            }
            boolean right = event.response().toString().equals("sesame");
            return right
                    ? Future.succeededFuture(Decision.accept().withAuthenticated(data.getString("name")))
                    : reject(535, "5.7.8", "no");
        }

        private static Future<Decision> challenge(String text, JsonObject data) {
            return Future.succeededFuture(
                    Decision.challenge(Buffer.buffer(text)).withData(data));
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            note(event);
            boolean stubborn = event.recipient().address().local().equals("stubborn");
            return stubborn || event.round() == 0 ? Future.succeededFuture(Decision.retry()) : accept();
        }

        @Override
        protected Future<Decision> onContent(Content event) {
            note(event);
            return ContentReader.of(vertx, event)
                    .all(Integer.MAX_VALUE)
                    .map(octets -> Decision.accept().withReply("read " + octets.length()));
        }

        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            note(event);
            return delivered(event);
        }

        private void note(Event event) {
            seen.add(event.stage().key() + " #" + event.sequence() + " round " + event.round() + " attempt "
                    + event.attempt());
        }
    }

    private final Talkative plugin = new Talkative();

    @Test
    void theClientsResponseGoesToTheGroupThatChallenged() {
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            Decision first = tester.ask(EventScene.standard().authenticate("X-TALK"));
            assertEquals(Buffer.buffer("who?"), ((Decision.Challenge) first).octets());
            tester.respond(Buffer.buffer("alice"));
            assertEquals(new JsonObject().put("name", "alice"), tester.data());
            Decision last = tester.respond(Buffer.buffer("sesame"));
            assertEquals("alice", Effects.of(last).authenticated());
        }
        assertEquals(
                List.of(
                        "authenticate #1 round 0 attempt 0",
                        "authenticate #2 round 0 attempt 0",
                        "authenticate #3 round 0 attempt 0"),
                plugin.seen);
    }

    @Test
    void aRetryIsTheSameOccasionInTheNextRound() {
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            assertEquals(Decision.retry(), tester.ask(Events.rcptTo("alice@example.org")));
            assertEquals(Decision.accept(), tester.askAgain());
        }
        assertEquals(List.of("rcptto #1 round 0 attempt 0", "rcptto #1 round 1 attempt 0"), plugin.seen);
    }

    @Test
    void aFourthRetryIsMalformed() {
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            tester.ask(Events.rcptTo("stubborn@example.org"));
            tester.askAgain();
            assertEquals(Decision.retry(), tester.askAgain());
            PluginFailure failure = assertThrows(PluginFailure.class, tester::askAgain);
            assertEquals(PluginFailure.Kind.MALFORMED, failure.kind());
        }
    }

    @Test
    void aQuestionIsRepeatedWithItsContent() {
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            Decision first = tester.ask(Events.content("x".repeat(100_000)));
            assertEquals(List.of("read 100000"), Effects.of(first).reply().text());
            assertEquals(first, tester.repeat());
        }
        assertEquals(List.of("content #1 round 0 attempt 0", "content #1 round 0 attempt 1"), plugin.seen);
    }

    @Test
    void aSceneSaysWhichRoundAndAttemptItIs() {
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            tester.ask(EventScene.standard().withRound(2).rcptTo("alice@example.org"));
            tester.ask(EventScene.standard()
                    .withRecipients(Events.RECIPIENT)
                    .withAttempt(7)
                    .deliver(Buffer.buffer("x")));
            tester.ask(EventScene.standard()
                    .withContext(AskContext.NEXT.numbered(40))
                    .rcptTo("bob@example.org"));
        }
        assertEquals(
                List.of("rcptto #1 round 2 attempt 0", "deliver #2 round 0 attempt 7", "rcptto #40 round 0 attempt 0"),
                plugin.seen);
    }

    @Test
    void whatWasNotSaidCannotBeFollowed() {
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            assertThrows(IllegalStateException.class, tester::repeat);
            tester.ask(Events.deliver("x"));
            assertEquals(
                    "the last answer was 'delivered', expected 'retry'",
                    assertThrows(IllegalStateException.class, tester::askAgain).getMessage());
            assertThrows(IllegalStateException.class, () -> tester.respond(Buffer.buffer("x")));
        }
    }

    @Test
    void aTestSaysWhatTheGroupHasKept() {
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            tester.setData(EventScene.standard().connection(), new JsonObject().put("name", "bob"));
            Decision decision = tester.ask(EventScene.standard().authenticate("X-TALK", Buffer.buffer("sesame")));
            assertEquals(Decision.accept().withAuthenticated("bob"), decision);
        }
    }
}
