package dev.postern.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Close;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Reset;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.contract.Verdict;
import dev.postern.smtp.connection.ClientSocket;
import dev.postern.smtp.connection.ConnectionOwner;
import dev.postern.smtp.connection.SmtpConnection;
import dev.postern.smtp.content.MessageWriter;
import dev.postern.smtp.content.SpoolFile;
import dev.postern.smtp.content.SpoolQuota;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.ScriptedSocket;
import dev.postern.smtp.dialogue.SessionSetup;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.reports.ReportPublisher;
import dev.postern.smtp.time.VirtualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that is never silent for long, and never comes to an end. In virtual time. */
class TimeBoundsTest implements ConnectionOwner, ReportPublisher {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n";
    private static final String LEFT = "421 4.4.2 Waited too long, closing\r\n";

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedPluginClient groups = new ScriptedPluginClient(clock);
    private final SessionSetup settings = new SessionSetup();
    private final ScriptedSocket client = new ScriptedSocket();
    private final SpoolQuota quota = new SpoolQuota(1_000_000_000);
    private final Promise<AsyncFile> file = Promise.promise();
    private final List<Event> told = new ArrayList<>();
    private SmtpConnection wire;
    private int gone;

    TimeBoundsTest() {
        settings.timeouts = new SmtpOptions.Timeouts(5 * MINUTE, 5 * MINUTE, 3 * MINUTE, 60 * MINUTE, 30 * SECOND);
        settings.limits = settings.limits.with(new Limits.PerMessage(1_000_000, 100, 10_000, 10_000_000, 100, 100));
        settings.limits = settings.limits.with(new Limits.PerConnection(512, 1_000_000, 1_000_000, 100, 5, 262_144));
        settings.links.add(new ChainLink("open", 0, Set.of(), 0, Map.of(), new ChainLink.Role(false, true), Set.of()));
        groups.on("open", Stage.RCPTTO, event -> Decision.accept());
        groups.on("maildir", Stage.DELIVER, StagePath::yes);
    }

    private void connect() {
        wire = new SmtpConnection(client.socket(), settings.session(groups, clock, this), this, clock);
        wire.open(false);
    }

    private void greet() {
        connect();
        client.send("EHLO a.example\r\n");
        client.said();
    }

    private void data() {
        greet();
        client.send(ENVELOPE + "DATA\r\n");
        assertTrue(client.said().endsWith("354 Go ahead, end with <CRLF>.<CRLF>\r\n"));
    }

    /** The client says this again and again; how many seconds it is listened to. */
    private long seconds(long every, long most, String text) {
        for (long second = 1; second <= most; second++) {
            clock.advance(SECOND);
            if (second % every == 0) {
                client.send(text);
            }
            wire.tick(0);
            if (client.isClosing()) {
                return second;
            }
        }
        return most;
    }

    @AfterEach
    void nothingIsLeft() {
        client.close();
        assertEquals(1, gone);
        assertEquals(0, quota.octets() + quota.memory());
        assertEquals(0, clock.alarms());
        assertEquals(Stage.CLOSE, told.get(told.size() - 1).stage());
    }

    private void assertTimedOut(boolean inTransaction) {
        assertTrue(client.said().endsWith(LEFT));
        client.close();
        assertEquals("timeout", ((Close) told.get(told.size() - 1)).reason());
        assertEquals(
                inTransaction ? List.of("timeout") : List.of(),
                told.stream()
                        .filter(event -> event.stage() == Stage.RESET)
                        .map(event -> ((Reset) event).reason())
                        .toList());
    }

    @Test
    void aMessageThatComesTooSlowlyIsLeftAfterItsFirstMinute() {
        data();
        assertEquals(61, seconds(1, 1_000, "x".repeat(97) + "\r\n"));
        assertTimedOut(true);
    }

    @Test
    void oneThatComesJustFastEnoughIsLeftWhenItHasTakenTooLong() {
        data();
        assertEquals(3_601, seconds(1, 10_000, "x".repeat(98) + "\r\n"));
        assertTimedOut(true);
    }

    @Test
    void withoutALeastRateOnlySilenceAndTheWholeCount() {
        settings.limits = settings.limits.with(new Limits.PerMessage(1_000_000, 100, 10_000, 10_000, 100, 0));
        data();
        assertEquals(3_601, seconds(179, 10_000, "x\r\n"));
        assertTimedOut(true);
    }

    @Test
    void theNextMessageHasAMinuteOfItsOwn() {
        data();
        assertEquals(50, seconds(60, 50, ""));
        client.send("x\r\n.\r\n" + ENVELOPE + "DATA\r\n");
        assertEquals(61, seconds(120, 1_000, ""));
        assertTimedOut(true);
    }

    @Test
    void timeInWhichTheServerHoldsTheClientBackIsNotItsOwn() {
        data();
        client.send("x".repeat(50_000));
        assertTrue(client.isPaused(), "the file is not open yet");
        assertEquals(170, seconds(1_000, 170, ""));
        file.complete(disk());
        assertFalse(client.isPaused());
        client.send("x");
        assertEquals(170, seconds(1_000, 170, ""));
        client.send("x");
        assertEquals(170, seconds(1_000, 170, ""));
        client.send("x");
        // 50,003 octets in 501 s of its own; 670 s in all.
        assertEquals(161, seconds(1_000, 1_000, ""));
        assertTimedOut(true);
    }

    @Test
    void chunksThatNeverEndTakeNoLongerThanAMessageMay() {
        greet();
        client.send(ENVELOPE);
        client.said();
        client.send("BDAT 1\r\nx");
        assertEquals("250 2.0.0 Ok, 1 octets received\r\n", client.said());
        assertEquals(3_601, seconds(10, 10_000, "BDAT 1000\r\n" + "x".repeat(1_000)));
        assertTimedOut(true);
    }

    @Test
    void junkIsNoGreeting() {
        connect();
        assertEquals(301, seconds(10, 1_000, "NOOP\r\nXYZZY\r\nEHLO\r\n"));
        assertTimedOut(false);
    }

    @Test
    void aGreetingThatIsRefusedIsNone() {
        groups.on("open", Stage.HELO, event -> Decision.reject(550, "5.7.1", "no"));
        connect();
        assertEquals(301, seconds(10, 1_000, "EHLO a.example\r\n"));
        assertTimedOut(false);
    }

    @Test
    void whoHasGreetedIsWaitedForAsLongAsItSaysSomething() {
        greet();
        assertEquals(1_000, seconds(299, 1_000, "NOOP\r\n"));
        assertEquals(301 - 1_000 % 299, seconds(1_000, 1_000, ""));
        assertTimedOut(false);
    }

    @Test
    void whoDoesNotReadIsLeftHoweverMuchItSays() {
        greet();
        client.reads(false);
        assertEquals(301, seconds(10, 1_000, "NOOP\r\n"));
        client.close();
    }

    /** The whole server is stopped, and its ticks come too late. */
    private void standStill(long seconds) {
        Connections wires = new Connections(clock);
        wires.add(wire);
        clock.advance(seconds * SECOND);
        wires.tick();
        assertFalse(client.isClosing());
    }

    @Test
    void timeInWhichTheServerStoodStillIsNobodysSilence() {
        greet();
        assertEquals(100, seconds(1_000, 100, ""));
        standStill(100_000);
        assertEquals(201, seconds(1_000, 1_000, ""));
        assertTimedOut(false);
    }

    @Test
    void norIsItTimeForAGreeting() {
        connect();
        assertEquals(100, seconds(10, 100, "NOOP\r\n"));
        standStill(100_000);
        assertEquals(201, seconds(10, 1_000, "NOOP\r\n"));
        assertTimedOut(false);
    }

    @Test
    void norDoesAMessageComeTooSlowlyForIt() {
        data();
        assertEquals(30, seconds(1, 30, "x".repeat(97) + "\r\n"));
        standStill(100_000);
        assertEquals(31, seconds(1, 1_000, "x".repeat(97) + "\r\n"));
        assertTimedOut(true);
    }

    @Test
    void norMayWhoWasHeardBehindItSpeakAnyLater() {
        greet();
        Connections wires = new Connections(clock);
        wires.add(wire);
        clock.advance(1_000 * SECOND);
        client.send("NOOP\r\n");
        wires.tick();
        assertEquals(301, seconds(1_000, 1_000, ""));
        assertTimedOut(false);
    }

    @Test
    void aTickThatIsALittleLateExcusesNothing() {
        greet();
        Connections wires = new Connections(clock);
        wires.add(wire);
        for (int i = 0; i < 150 && !client.isClosing(); i++) {
            clock.advance(2 * SECOND);
            wires.tick();
        }
        assertFalse(client.isClosing());
        clock.advance(2 * SECOND);
        wires.tick();
        assertTimedOut(false);
    }

    private AsyncFile disk() {
        return (AsyncFile) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AsyncFile.class},
                (proxy, method, arguments) -> method.getReturnType() == Future.class
                        ? Future.succeededFuture()
                        : method.getReturnType() == boolean.class ? (Object) false : proxy);
    }

    private FileSystem files() {
        return (FileSystem) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {FileSystem.class},
                (proxy, method, arguments) ->
                        method.getName().equals("open") ? file.future() : Future.succeededFuture());
    }

    @Override
    public SmtpOptions options() {
        return settings.options();
    }

    @Override
    public MessageWriter incoming(String transaction) {
        return new MessageWriter(new SpoolFile(files(), Path.of(transaction), "node-0-1"), 1_000_000, quota);
    }

    @Override
    public Future<Tls> handshake(ClientSocket socket, boolean afterReply, SmtpOptions.Demand certificate) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void gone(SmtpConnection over) {
        gone++;
    }

    @Override
    public boolean isWanted(Stage stage) {
        return true;
    }

    @Override
    public void publish(Event event, Reply reply, List<Verdict> verdicts) {
        told.add(event);
    }
}
