package dev.postern.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.ConnectionInfo;
import dev.postern.contract.ConnectionKey;
import dev.postern.contract.Decision;
import dev.postern.contract.Helo;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reply;
import dev.postern.contract.Tls;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** A plugin's commands find on the tester what they would find at a server. */
class CommandsTest {
    private static final Reply ENOUGH = new Reply(421, "4.7.0", "enough for today");
    private static final JsonObject SEEN = new JsonObject().put("seen", true);

    private ConnectionKey kept;

    /** Does something at RCPT before it passes; also listens to EHLO. */
    private final class Commander extends Plugin {
        private final BiFunction<ConnectionCommands, RcptTo, Future<?>> act;
        private final String[] user;

        Commander(BiFunction<ConnectionCommands, RcptTo, Future<?>> act, String[] user) {
            this.act = act;
            this.user = user;
        }

        @Override
        protected Future<Decision> onHelo(Helo event) {
            user[0] = event.client().user();
            return pass();
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            kept = ConnectionKey.of(event);
            return act.apply(commands(event), event).map(Decision.pass());
        }
    }

    private PluginTester tester(BiFunction<ConnectionCommands, RcptTo, Future<?>> act, String... user) {
        return PluginTester.of(() -> new Commander(act, user.length == 0 ? new String[1] : user));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static CommandFailure failure(Future<?> future) {
        return CommandFailure.of(
                assertThrows(ExecutionException.class, () -> await(future)).getCause());
    }

    @Test
    void octetsSentAreThereInOrder() {
        try (PluginTester tester = tester((commands, event) ->
                commands.send(Buffer.buffer("one ")).compose(written -> commands.send(Buffer.buffer("two"))))) {
            assertEquals(Buffer.buffer(), tester.transcript().sent());
            tester.ask(Events.rcptTo("alice@example.org"));
            assertEquals("one two", tester.transcript().sent().toString());
        }
    }

    @Test
    void aUserIsTheUserOfAllEventsThatFollow() {
        String[] user = new String[1];
        try (PluginTester tester = tester((commands, event) -> commands.setAuthenticated("anna"), user)) {
            tester.ask(Events.helo("client.example.com"));
            assertNull(user[0]);
            tester.ask(Events.rcptTo("alice@example.org"));
            assertEquals("anna", tester.transcript().user());
            tester.ask(Events.helo("client.example.com"));
            assertEquals("anna", user[0]);
            assertNull(tester.transcript("another").user());
        }
    }

    @Test
    void infoSecureAndAuthenticatedAreTheLatestEvents() throws Exception {
        Tls tls = new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null, null);
        try (PluginTester tester = tester((commands, event) -> Future.succeededFuture())) {
            EventScene scene =
                    EventScene.standard().withTls(tls).withUser("joe").withRecipients("bob@example.org");
            tester.ask(scene.rcptTo("alice@example.org"));
            ConnectionCommands commands = ConnectionCommands.of(tester.vertx(), kept);
            ConnectionInfo info = await(commands.info());
            assertEquals(scene.connection() + "-1", info.transaction());
            assertEquals(scene.client(), info.client());
            assertEquals(scene.recipients(), info.recipients());
            assertEquals(tls, await(commands.secure()));
            assertEquals("joe", await(commands.authenticated()));
        }
    }

    @Test
    void dataHasRevisionsAndAnEffectFromBeforeIsDropped() throws Exception {
        try (PluginTester tester = PluginTester.of(() -> new Plugin() {
            @Override
            protected Future<Decision> onRcptTo(RcptTo event) {
                kept = ConnectionKey.of(event);
                return commands(event)
                        .setData(SEEN, event.revision())
                        .map(Decision.pass().withData(new JsonObject()));
            }
        })) {
            tester.ask(Events.rcptTo("alice@example.org"));
            assertEquals(SEEN, tester.data());
            assertEquals(new ConnectionData(SEEN, 1), tester.transcript().data());
            ConnectionCommands commands = ConnectionCommands.of(tester.vertx(), kept);
            assertEquals(new ConnectionData(SEEN, 1), await(commands.data()));
            assertEquals(CommandFailure.STALE, failure(commands.setData(SEEN, 0)));
        }
    }

    @Test
    void aDisconnectionIsSeenAndNothingCanBeSentAfterIt() throws Exception {
        try (PluginTester tester = tester((commands, event) -> commands.disconnect(ENOUGH))) {
            assertNull(tester.transcript().farewell());
            tester.ask(Events.rcptTo("alice@example.org"));
            assertEquals(ENOUGH, tester.transcript().farewell());
            ConnectionCommands commands = ConnectionCommands.of(tester.vertx(), kept);
            assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(commands.send(Buffer.buffer("x"))));
            assertEquals(CommandFailure.UNKNOWN_CONNECTION, failure(commands.disconnect(ENOUGH)));
            assertEquals(ConnectionData.NONE, await(commands.data()));
        }
    }

    @Test
    void aWrongKeyIsForbiddenAndAClosedConnectionUnknown() throws Exception {
        try (PluginTester tester = tester((commands, event) -> Future.succeededFuture())) {
            tester.ask(Events.rcptTo("alice@example.org"));
            ConnectionKey wrong = new ConnectionKey(kept.commands(), kept.connection(), "wrong");
            assertEquals(
                    CommandFailure.FORBIDDEN,
                    failure(ConnectionCommands.of(tester.vertx(), wrong).info()));
            tester.send(Events.close("quit"));
            assertEquals(
                    CommandFailure.UNKNOWN_CONNECTION,
                    failure(ConnectionCommands.of(tester.vertx(), kept).info()));
        }
    }

    @Test
    void whatIsNoCommandIsMalformed() {
        try (PluginTester tester = tester((commands, event) -> Future.succeededFuture())) {
            tester.ask(Events.rcptTo("alice@example.org"));
            JsonObject request = new JsonObject()
                    .put("v", 1)
                    .put("command", "explode")
                    .put("connection", kept.connection())
                    .put("key", kept.key());
            Throwable cause = assertThrows(
                            ExecutionException.class,
                            () -> await(tester.vertx().eventBus().request(kept.commands(), request)))
                    .getCause();
            assertEquals(CommandFailure.MALFORMED, CommandFailure.of(cause));
            assertTrue(cause.getMessage().contains("'explode', expected one of info, send"), cause.getMessage());
        }
    }
}
