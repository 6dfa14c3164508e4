package dev.postern.smtp.connection;

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
import dev.postern.smtp.content.MessageWriter;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.ScriptedSocket;
import dev.postern.smtp.dialogue.SessionSetup;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.reports.ReportPublisher;
import dev.postern.smtp.time.VirtualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A connection whose socket events the test fires one by one, for what depends on their order. */
class SmtpConnectionTest implements ConnectionOwner, ReportPublisher {
    private static final String ENVELOPE =
            "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedPluginClient groups = new ScriptedPluginClient(clock);
    private final StringBuilder said = new StringBuilder();
    private final List<Stage> told = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private final Promise<CallResult> data = Promise.promise();
    private final Promise<Tls> handshake = Promise.promise();
    private final SessionSetup settings = new SessionSetup();
    private final ScriptedSocket client = new ScriptedSocket();
    private final SmtpConnection connection;
    private int gone;
    private int writes;

    SmtpConnectionTest() {
        settings.limits = Limits.of(10_000, 100, 512, 20, 100);
        settings.links.add(new ChainLink("open", 0, Set.of(), 0, Map.of(), new ChainLink.Role(false, true), Set.of()));
        groups.on("open", Stage.RCPTTO, event -> Decision.accept());
        groups.later("open", Stage.DATA, event -> data.future());
        groups.on("maildir", Stage.DELIVER, event -> {
            Deliver deliver = (Deliver) event;
            delivered.add(deliver.content().inline().toString());
            return Decision.delivered(
                    deliver.recipients().stream().map(DeliveryResult::delivered).toList());
        });
        connection = new SmtpConnection(client.socket(), settings.session(groups, clock, this), this, clock);
        connection.open(false);
    }

    @Test
    void contentStaysInOrderForAClientThatDoesNotRead() {
        client.send(ENVELOPE + "first\r\n");
        client.reads(false);
        data.complete(CallResult.decided(Decision.pass(), "open-0", 1));
        client.send("second\r\n.\r\n");
        client.reads(true);
        assertEquals(List.of("first\r\nsecond\r\n"), delivered);
    }

    @Test
    void beyondTwiceTheLimitTheConnectionEndsAlsoWhereTheMessageDoesInTheSamePacket() {
        data.complete(CallResult.decided(Decision.pass(), "open-0", 1));
        String twice = "\r\n".repeat(10_000);
        client.send(ENVELOPE + twice + ".\r\n");
        assertTrue(said().endsWith("552 5.3.4 Message is larger than the fixed maximum\r\n"), said());
        client.send(ENVELOPE + twice + "\r\n.\r\nNOOP\r\n");
        assertTrue(said().endsWith("421 4.3.4 Message is far larger than the fixed maximum, closing\r\n"), said());
        client.close();
        assertEquals(List.of(), delivered);
    }

    @Test
    void whatAPauseHeldBackIsNoPartOfTheEncryptedSession() {
        client.send("EHLO a.example\r\nSTARTTLS\r\n");
        assertTrue(said().endsWith("220 2.0.0 Ready to start TLS\r\n"), said());
        client.send("MAIL FROM:<a@b.example>\r\n");
        assertTrue(client.isClosing());
        handshake.complete(new Tls("TLSv1.3", "any", null, null, null));
        assertFalse(told.contains(Stage.MAILFROM), told.toString());
        assertEquals(1, gone);
    }

    @Test
    void anAnswerThatComesAfterTheClientIsGoneRevivesNothing() {
        client.send(ENVELOPE + "x\r\n.\r\nNOOP\r\n");
        int before = said().length();
        client.close();
        assertEquals(0, gone);
        data.complete(CallResult.decided(Decision.pass(), "open-0", 1));
        assertEquals(1, gone);
        assertEquals(before, said().length());
        assertEquals(List.of(), delivered);
        assertEquals(List.of(Stage.RESET, Stage.CLOSE), told.subList(told.size() - 2, told.size()));
    }

    @Test
    void aMistakeOfOursEndsTheConnectionAndNothingHangs() {
        groups.later("open", Stage.HELO, event -> {
            throw new IllegalStateException("a mistake");
        });
        client.send("EHLO a.example\r\n");
        assertTrue(said().endsWith("421 4.3.0 Internal error, closing\r\n"), said());
        client.close();
        assertEquals(1, gone);
        assertEquals(1, told.stream().filter(Stage.CLOSE::equals).count());
    }

    @Test
    void aClientThatIsLeftHearsOneLastWordWhateverElseEndsTheConnection() {
        connection.shutdown();
        connection.shutdown();
        connection.cut();
        client.close();
        connection.finish();
        assertEquals(1, count("421 "));
        assertEquals(1, told.stream().filter(Stage.CLOSE::equals).count());
        assertEquals(1, gone);
    }

    /** RFC 2920 3.2: whether a group is decided at once or not, its replies leave together. */
    @Test
    void theRepliesOfAGroupLeaveInOneWrite() {
        forgetWrites();
        client.send("EHLO a.example\r\nNONSENSE\r\nMAIL FROM:<a@b.example>\r\n" + "RCPT TO:<c@d.example>\r\n".repeat(50)
                + "RCPT TO:<c@>\r\nVRFY c\r\nNOOP\r\n");
        assertEquals(1, writes());
        assertEquals(50, count("250 2.1.5 "));
    }

    @Test
    void whoSendsThousandsOfCommandsAtOnceLetsOthersHaveTheirTurn() {
        client.send("EHLO a.example\r\n");
        forgetWrites();
        client.sendOnly("NOOP\r\n".repeat(2_000));
        assertEquals(100, told.stream().filter(Stage.VERB::equals).count());
        client.sendOnly("NOOP\r\n");
        client.later();
        assertEquals(2_001, told.stream().filter(Stage.VERB::equals).count());
        assertEquals(2_001, count("250 2.0.0 Ok"));
    }

    @Test
    void soTheyDoWhereTheyWaitForDecisions() {
        List<ScriptedPluginClient.Held> held = groups.keeps("open", Stage.RCPTTO);
        forgetWrites();
        client.send(
                "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nRCPT TO:<e@d.example>\r\nNOOP\r\n");
        held.get(0).decide(Decision.accept());
        assertEquals(0, writes());
        held.get(1).decide(Decision.reject(550, "5.1.1", "no"));
        assertEquals(1, writes());
        assertTrue(said().endsWith("250 2.1.5 Recipient ok\r\n550 5.1.1 no\r\n250 2.0.0 Ok\r\n"), said());
    }

    @Test
    void butADecisionThatTakesLongKeepsThemForATickAtMost() {
        groups.keeps("open", Stage.RCPTTO);
        forgetWrites();
        client.send("EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n");
        assertEquals(0, writes());
        connection.tick(0);
        assertEquals(1, writes());
        assertTrue(said().endsWith("250 2.1.0 Sender ok\r\n"), said());
    }

    @Test
    void whoSpeaksBeforeADelayedGreetingIsEarlyAtConnect() {
        List<Boolean> early = new ArrayList<>();
        groups.on("open", Stage.CONNECT, event -> {
            early.add(event.client().peer().early());
            return Decision.pass();
        });
        for (boolean speaks : new boolean[] {true, false}) {
            ScriptedSocket late = delayed();
            if (speaks) {
                late.send("EHLO a.example\r\n");
            }
            clock.advance(4_999);
            assertEquals("", late.said());
            clock.advance(1);
            assertEquals(speaks, late.said().contains("\r\n250"));
        }
        assertEquals(List.of(true, false), early);
    }

    @Test
    void whoLeavesBeforeADelayedGreetingLeavesNoAlarm() {
        ScriptedSocket late = delayed();
        assertEquals(1, clock.alarms());
        late.close();
        assertEquals(0, clock.alarms());
        assertEquals(1, gone);
    }

    /** One more client, whom the server lets wait for five seconds. */
    private ScriptedSocket delayed() {
        settings.greetingDelay = 5_000;
        ScriptedSocket late = new ScriptedSocket();
        new SmtpConnection(late.socket(), settings.session(groups, clock, this), this, clock).open(false);
        return late;
    }

    private void forgetWrites() {
        said();
        writes = 0;
    }

    /** Since they were forgotten. */
    private int writes() {
        said();
        return writes;
    }

    private long count(String start) {
        return said().lines().filter(line -> line.startsWith(start)).count();
    }

    /** All that the client has been told until now. */
    private String said() {
        List<String> more = client.writes();
        more.forEach(said::append);
        writes += more.size();
        return said.toString();
    }

    @Override
    public SmtpOptions options() {
        return settings.options();
    }

    @Override
    public MessageWriter incoming(String transaction) {
        return new MessageWriter(null, settings.limits.message().size());
    }

    @Override
    public Future<Tls> handshake(ClientSocket socket, boolean afterReply, SmtpOptions.Demand certificate) {
        return handshake.future();
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
        told.add(event.stage());
    }
}
