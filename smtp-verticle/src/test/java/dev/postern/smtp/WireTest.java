package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.contract.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A wire on a socket whose every move the test makes: for what depends on the order of events. */
class WireTest implements Port, Teller {
    private static final String ENVELOPE =
            "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedGroups groups = new ScriptedGroups(clock);
    private final StringBuilder said = new StringBuilder();
    private final List<Stage> told = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private final Promise<Answer> data = Promise.promise();
    private final Promise<Tls> handshake = Promise.promise();
    private final Settings settings = new Settings();
    private final Wire wire;
    private Handler<Buffer> arrived;
    private Handler<Void> drained;
    private Handler<Void> closed;
    private boolean full;
    private boolean closing;
    private int gone;

    WireTest() {
        settings.limits = Limits.of(10_000, 100, 512, 20, 100);
        settings.links.add(new Link("open", 0, Set.of(), 0, Map.of(), new Link.Role(false, true), Set.of()));
        groups.on("open", Stage.RCPTTO, event -> Decision.accept());
        groups.later("open", Stage.DATA, event -> data.future());
        groups.on("maildir", Stage.DELIVER, event -> {
            Deliver deliver = (Deliver) event;
            delivered.add(deliver.content().inline().toString());
            return Decision.delivered(
                    deliver.recipients().stream().map(DeliveryResult::delivered).toList());
        });
        wire = new Wire(socket(), settings.session(groups, clock, this), this, clock);
        wire.open(false);
    }

    @Test
    void contentStaysInOrderForAClientThatDoesNotRead() {
        arrive(ENVELOPE + "first\r\n");
        full = true;
        data.complete(Answer.decided(Decision.pass(), "open-0", 1));
        arrive("second\r\n.\r\n");
        full = false;
        drained.handle(null);
        assertEquals(List.of("first\r\nsecond\r\n"), delivered);
    }

    @Test
    void whatAPauseHeldBackIsNoPartOfTheEncryptedSession() {
        arrive("EHLO a.example\r\nSTARTTLS\r\n");
        assertTrue(said.toString().endsWith("220 2.0.0 Ready to start TLS\r\n"), said.toString());
        arrive("MAIL FROM:<a@b.example>\r\n");
        assertTrue(closing);
        handshake.complete(new Tls("TLSv1.3", "any", null, null, null));
        closed.handle(null);
        assertFalse(told.contains(Stage.MAILFROM), told.toString());
        assertEquals(1, gone);
    }

    @Test
    void anAnswerThatComesAfterTheClientIsGoneRevivesNothing() {
        arrive(ENVELOPE + "x\r\n.\r\nNOOP\r\n");
        int before = said.length();
        closed.handle(null);
        assertEquals(0, gone);
        data.complete(Answer.decided(Decision.pass(), "open-0", 1));
        assertEquals(1, gone);
        assertEquals(before, said.length());
        assertEquals(List.of(), delivered);
        assertEquals(List.of(Stage.RESET, Stage.CLOSE), told.subList(told.size() - 2, told.size()));
    }

    @Test
    void aMistakeOfOursEndsTheConnectionAndNothingHangs() {
        groups.later("open", Stage.HELO, event -> {
            throw new IllegalStateException("a mistake");
        });
        arrive("EHLO a.example\r\n");
        assertTrue(said.toString().endsWith("421 4.3.0 Internal error, closing\r\n"), said.toString());
        closed.handle(null);
        closed.handle(null);
        assertEquals(1, gone);
        assertEquals(1, told.stream().filter(Stage.CLOSE::equals).count());
    }

    @Test
    void whoSpeaksBeforeADelayedGreetingIsEarlyAtConnect() {
        List<Boolean> early = new ArrayList<>();
        groups.on("open", Stage.CONNECT, event -> {
            early.add(event.client().peer().early());
            return Decision.pass();
        });
        settings.greetingDelay = 5_000;
        for (String first : new String[] {"EHLO a.example\r\n", ""}) {
            said.setLength(0);
            Wire late = new Wire(socket(), settings.session(groups, clock, this), this, clock);
            late.open(false);
            if (!first.isEmpty()) {
                arrive(first);
            }
            clock.advance(4_999);
            assertEquals("", said.toString());
            clock.advance(1);
            assertTrue(said.toString().startsWith("220 "), said.toString());
            assertEquals(!first.isEmpty(), said.toString().contains("\r\n250"), said.toString());
        }
        assertEquals(List.of(true, false), early);
    }

    @Test
    void whoLeavesBeforeADelayedGreetingLeavesNoAlarm() {
        settings.greetingDelay = 5_000;
        new Wire(socket(), settings.session(groups, clock, this), this, clock).open(false);
        assertEquals(1, clock.alarms());
        closed.handle(null);
        assertEquals(0, clock.alarms());
        assertEquals(1, gone);
    }

    private void arrive(String text) {
        arrived.handle(Buffer.buffer(text));
    }

    @SuppressWarnings("unchecked")
    private NetSocket socket() {
        return (NetSocket) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {NetSocket.class}, (socket, method, arguments) -> {
                    switch (method.getName()) {
                        case "handler" -> arrived = (Handler<Buffer>) arguments[0];
                        case "drainHandler" -> drained = (Handler<Void>) arguments[0];
                        case "closeHandler" -> closed = (Handler<Void>) arguments[0];
                        case "write" -> said.append(arguments[0]);
                        case "close" -> closing = true;
                        case "writeQueueFull" -> {
                            return full;
                        }
                        default -> {}
                    }
                    return method.getReturnType() == Future.class ? Future.succeededFuture() : socket;
                });
    }

    @Override
    public SmtpOptions options() {
        return settings.options();
    }

    @Override
    public Incoming incoming(String transaction) {
        return new Incoming(null, Path.of("unused"), settings.limits.message().size());
    }

    @Override
    public void listen(NetSocket socket, boolean on) {}

    @Override
    public Future<Tls> handshake(NetSocket socket, Buffer last, SmtpOptions.Demand certificate) {
        said.append(last);
        return handshake.future();
    }

    @Override
    public void part(NetSocket socket) {
        closing = true;
    }

    @Override
    public void gone(Wire over) {
        gone++;
    }

    @Override
    public boolean isHeard(Stage stage) {
        return true;
    }

    @Override
    public void tell(Event event, Reply reply, List<Verdict> verdicts) {
        told.add(event.stage());
    }
}
