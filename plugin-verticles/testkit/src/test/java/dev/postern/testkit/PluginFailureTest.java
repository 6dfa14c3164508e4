package dev.postern.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.ConnectionData;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Helo;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PluginFailureTest {
    /** Does at EHLO what its name says. */
    private static final class Misbehaving extends Plugin {
        @Override
        protected Future<Decision> onHelo(Helo event) {
            return switch (event.name()) {
                case "throws" -> throw new IllegalStateException("out of order");
                case "fails" -> Future.failedFuture("no database");
                case "null" -> null;
                case "says so" -> failed("no directory");
                case "silent" -> Future.future(promise -> {});
                case "discards" -> discard();
                case "inbox" -> Future.succeededFuture(Decision.pass().withInbox("maildir"));
                case "hoards" ->
                    Future.succeededFuture(Decision.pass().withData(new JsonObject().put("x", "x".repeat(64 * 1024))));
                default -> reject(550, "5.7.1", "bad name");
            };
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return Future.succeededFuture(Decision.pass().withData(new JsonObject()));
        }

        @Override
        protected Set<Stage> concurrent() {
            return Set.of(Stage.RCPTTO);
        }
    }

    @Test
    void aFailureIsThrownWithItsKind() {
        try (PluginTester tester = PluginTester.of(Misbehaving::new)) {
            assertEquals(PluginFailure.Kind.EXCEPTION, failure(tester, Events.helo("throws")));
            assertEquals(PluginFailure.Kind.EXCEPTION, failure(tester, Events.helo("fails")));
            assertEquals(PluginFailure.Kind.EXCEPTION, failure(tester, Events.helo("null")));
            assertEquals(PluginFailure.Kind.EXCEPTION, failure(tester, Events.helo("says so")));
            assertEquals(Decision.reject(550, "5.7.1", "bad name"), tester.ask(Events.helo("else")));
        }
    }

    @Test
    void whatAServerWouldNotTakeIsMalformed() {
        try (PluginTester tester = PluginTester.of(Misbehaving::new)) {
            assertEquals(PluginFailure.Kind.MALFORMED, failure(tester, Events.helo("discards")));
            assertEquals(PluginFailure.Kind.MALFORMED, failure(tester, Events.helo("inbox")));
            assertEquals(PluginFailure.Kind.MALFORMED, failure(tester, Events.helo("hoards")));
            assertEquals(PluginFailure.Kind.MALFORMED, failure(tester, Events.rcptTo("alice@example.org")));
        }
    }

    @Test
    void silenceEndsWithTheBudget() {
        Helo event = Events.helo("silent");
        var turn = new EventHeader.Ask(0, 100, null, null, ConnectionData.NONE);
        try (PluginTester tester = PluginTester.of(Misbehaving::new)) {
            assertEquals(
                    PluginFailure.Kind.TIMEOUT,
                    failure(tester, event.with(event.common().with(turn))));
        }
    }

    @Test
    void aPluginThatDoesNotStartFailsWithItsCause() {
        IllegalStateException cause = new IllegalStateException("no such folder");
        PluginFailure failure = assertThrows(
                PluginFailure.class,
                () -> PluginTester.of(GroupOptions.worker("broken"), () -> new Plugin() {
                    @Override
                    public Future<?> start() {
                        return Future.failedFuture(cause);
                    }
                }));
        assertEquals(PluginFailure.Kind.START, failure.kind());
        assertEquals(cause, failure.getCause());
    }

    private static PluginFailure.Kind failure(PluginTester tester, Event event) {
        return assertThrows(PluginFailure.class, () -> tester.ask(event)).kind();
    }
}
