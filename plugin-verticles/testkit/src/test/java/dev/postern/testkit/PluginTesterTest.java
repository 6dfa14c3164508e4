package dev.postern.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.Content;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reset;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.ContentReader;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class PluginTesterTest {
    /** Writes down what it is asked, and answers with what the test gave it. */
    private static class Witness extends Plugin {
        final Queue<Event> seen = new ConcurrentLinkedQueue<>();

        Future<Decision> note(Event event) {
            seen.add(event);
            return pass();
        }

        @Override
        protected Future<Decision> onConnect(Connect event) {
            return note(event);
        }

        @Override
        protected Set<String> mechanisms() {
            return Set.of("PLAIN");
        }

        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            return note(event);
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return note(event);
        }

        @Override
        protected void onReset(Reset event) {
            seen.add(event);
        }

        @Override
        protected void onClose(Close event) {
            seen.add(event);
        }
    }

    /** Counts the MAIL commands of a connection in its data. */
    private static final class Counter extends Plugin {
        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            JsonObject data = event.data();
            data.put("n", data.getInteger("n", 0) + 1);
            return Future.succeededFuture(Decision.pass().withData(data));
        }

        @Override
        protected void onClose(Close event) {}
    }

    /** Reads the content, and accepts it. */
    private static final class Reading extends Plugin {
        Buffer read;

        @Override
        protected Future<Decision> onContent(Content event) {
            return ContentReader.of(vertx, event).all(Integer.MAX_VALUE).compose(this::keep);
        }

        @Override
        protected Future<Decision> onMessage(Message event) {
            return ContentReader.of(vertx, event).all(Integer.MAX_VALUE).compose(this::keep);
        }

        private Future<Decision> keep(Buffer octets) {
            read = octets;
            return accept();
        }
    }

    @Test
    void aPluginSeesTheEventAndTheTestItsDecision() {
        Witness witness = new Witness();
        long before = System.currentTimeMillis();
        try (PluginTester tester = PluginTester.of(() -> witness)) {
            assertEquals(Decision.pass(), tester.ask(Events.connect()));
            assertEquals(Decision.pass(), tester.ask(Events.rcptTo("\"a b\"@example.org")));
            assertEquals(Decision.pass(), tester.ask(Events.authenticate("alice", "secret")));
        }
        assertEquals("192.0.2.1:4711", witness.seen.remove().client().remote().toString());
        RcptTo rcptTo = (RcptTo) witness.seen.remove();
        assertEquals("a b", rcptTo.recipient().address().local());
        assertEquals("sender@example.com", rcptTo.sender().address().toString());
        assertEquals("testkitabc-0-1-1", rcptTo.transaction());
        assertEquals(2, rcptTo.sequence());
        assertTrue(rcptTo.time() >= before, rcptTo.time() + " is before " + before);
        Authenticate authenticate = (Authenticate) witness.seen.remove();
        assertEquals("secret", authenticate.credentials().password());
    }

    @Test
    void everyEventHasFieldsThatNoContractHas() {
        Queue<JsonObject> seen = new ConcurrentLinkedQueue<>();
        try (PluginTester tester = PluginTester.of(Witness::new)) {
            tester.vertx().eventBus().<Object>addInboundInterceptor(passing -> {
                if (passing.message().body() instanceof JsonObject json && json.containsKey("stage")) {
                    seen.add(json);
                }
                passing.next();
            });
            assertEquals(Decision.pass(), tester.ask(Events.connect()));
        }
        assertTrue(seen.peek().containsKey("later"), seen::toString);
        assertTrue(seen.peek().getJsonObject("client").containsKey("later"), seen::toString);
    }

    @Test
    void aSceneSaysWhoTheClientIs() {
        Witness witness = new Witness();
        EventScene scene = EventScene.standard()
                .withRemote("2001:db8::1")
                .withUser("bob")
                .withName("mx.example.net")
                .withSender("")
                .withRecipients("x@example.org", "y@example.org")
                .withConnection("testkitabc-0-2")
                .withTransaction(3);
        try (PluginTester tester = PluginTester.of(() -> witness)) {
            tester.ask(scene.rcptTo("Postmaster"));
        }
        RcptTo event = (RcptTo) witness.seen.remove();
        assertEquals("[2001:db8::1]:4711", event.client().remote().toString());
        assertEquals("bob", event.client().user());
        assertEquals("mx.example.net", event.client().name());
        assertTrue(event.sender().address().isEmpty());
        assertEquals(2, event.recipients().size());
        assertEquals("testkitabc-0-2-3", event.transaction());
        assertEquals("Postmaster", event.recipient().address().toString());
    }

    @Test
    void anUndeclaredStageIsPassedWithoutAsking() {
        Witness witness = new Witness();
        try (PluginTester tester = PluginTester.of(() -> witness)) {
            assertEquals(Decision.pass(), tester.ask(Events.data()));
            assertTrue(tester.manifest().declaration().stages().contains(Stage.RCPTTO));
        }
        assertTrue(witness.seen.isEmpty());
    }

    @Test
    void dataIsKeptForEachConnectionUntilItCloses() {
        try (PluginTester tester = PluginTester.of(Counter::new)) {
            tester.ask(Events.mailFrom("a@example.com"));
            tester.ask(Events.mailFrom("b@example.com"));
            tester.ask(EventScene.standard().withConnection("testkitabc-0-2").mailFrom());
            assertEquals(new JsonObject().put("n", 2), tester.data());
            assertEquals(new JsonObject().put("n", 1), tester.data("testkitabc-0-2"));
            tester.send(Events.close("quit"));
            assertEquals(new JsonObject(), tester.data());
        }
    }

    @Test
    void resetAndCloseAreSentInOrderWithTheAsks() {
        Witness witness = new Witness();
        try (PluginTester tester = PluginTester.of(() -> witness)) {
            tester.send(Events.reset("rset"));
            tester.send(Events.close("quit"));
            tester.ask(Events.connect());
        }
        assertEquals("rset", ((Reset) witness.seen.remove()).reason());
        assertEquals("quit", ((Close) witness.seen.remove()).reason());
        assertEquals(Stage.CONNECT, witness.seen.remove().stage());
    }

    @Test
    void smallContentIsInTheEvent() {
        Reading plugin = new Reading();
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            assertEquals(Decision.accept(), tester.ask(Events.content("Subject: x\r\n\r\nGrüße\r\n")));
        }
        assertEquals("Subject: x\r\n\r\nGrüße\r\n", plugin.read.toString());
    }

    @Test
    void bigContentIsPulledPieceByPiece() {
        byte[] octets = new byte[1_000_003];
        new Random(1).nextBytes(octets);
        Reading plugin = new Reading();
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            tester.ask(EventScene.standard().content(Buffer.buffer(octets)));
        }
        assertEquals(Buffer.buffer(octets), plugin.read);
    }

    @Test
    void contentIsNeverInAMessageEvent() {
        Reading plugin = new Reading();
        try (PluginTester tester = PluginTester.of(() -> plugin)) {
            tester.ask(Events.message("alice@example.org", "short"));
        }
        assertEquals("short", plugin.read.toString());
    }

    @Test
    void contentIsGoneWhenTheAskIsAnswered() {
        Deliver[] late = new Deliver[1];
        try (PluginTester tester = PluginTester.of(() -> new Plugin() {
            @Override
            protected Future<Decision> onDeliver(Deliver event) {
                late[0] = event;
                return delivered(event);
            }
        })) {
            tester.ask(Events.deliver("x".repeat(50_000)));
            Throwable failure = assertThrows(
                    Exception.class,
                    () -> ContentReader.of(tester.vertx(), late[0])
                            .all(100_000)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get());
            assertTrue(failure.getMessage().contains("GONE"), failure.getMessage());
        }
    }
}
