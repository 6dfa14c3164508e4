package dev.postern.smtp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.contract.Address;
import dev.postern.contract.Client;
import dev.postern.contract.Decision;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.chain.Outcome;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.telemetry.LogLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines that an operator reads of a session. */
class SessionLogTest {
    private static final Reply NO_USER = new Reply(550, "5.1.1", "no such user");
    private static final Address NOBODY = new Address("nobody", "example.org");
    private static final Verdict PASSED = new Verdict("spf", "s.0", "pass", 3.5, 0, null);
    private static final Verdict REFUSED = new Verdict("recipients", "r.0", "reject", 12.25, 0, null);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("session");
    private final SessionLog sessionLog = new SessionLog(connection(), false);

    private static ConnectionState connection() {
        Client.Peer peer = new Client.Peer(
                new Client.Endpoint("192.0.2.1", 4711), new Client.Endpoint("192.0.2.2", 25), null, "test", false);
        return new ConnectionState("n-0-1", "commands", new Client(peer, Client.Greeting.NONE, null, null), () -> 0);
    }

    @BeforeEach
    void listen() {
        lines.start();
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        log.addAppender(lines);
    }

    @AfterEach
    void leave() {
        log.detachAppender(lines);
        log.setLevel(null);
        log.setAdditive(true);
    }

    private String line() {
        assertEquals(1, lines.list.size());
        return lines.list.get(0).getFormattedMessage();
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        lines.list.get(0).getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
        return fields;
    }

    private static Outcome refusal(Verdict... verdicts) {
        Outcome.Ruling ruling = Outcome.Ruling.refuse(verdicts[verdicts.length - 1], NO_USER);
        return new Outcome(ruling, false, false, List.of(), Outcome.BeforeReply.PLAIN, null, List.of(verdicts));
    }

    @Test
    void aMessageWhoseClientIsGoneBeforeItWasTakenIsDropped() {
        Dialogue dialogue = Dialogue.standard();
        var content = dialogue.group("scan").groups.holds("scan", Stage.CONTENT);
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + Scripts.DATA);
        dialogue.play("C: x\nC: .");
        dialogue.cut();
        content.complete(CallResult.decided(Decision.pass(), "scan-0", 1));
        dialogue.assertClosed();
        assertEquals(
                "[node-0-1] dropped recipient=<b@example.org> transaction=node-0-1-1 sender=<a@example.com> octets=0"
                        + " client=192.0.2.1",
                line());
    }

    @Test
    void aRefusalSaysWhoAndWhyAndInHowManyMilliseconds() {
        sessionLog.refuse(Refusal.of(Stage.RCPTTO, NOBODY, refusal(PASSED, REFUSED)));
        assertEquals(
                "[n-0-1] refused stage=rcptto address=<nobody@example.org> by=recipients reply=\"550 5.1.1 no such user\""
                        + " ms=12.25 instance=r.0 client=192.0.2.1",
                line());
    }

    @Test
    void aRefusalThatIsAFailureSaysWhich() {
        Verdict failed = new Verdict("recipients", null, "reject", 5000, 0, "timeout");
        sessionLog.refuse(Refusal.of(Stage.DATA, null, refusal(PASSED, failed), new Reply(451, "4.3.0", "later")));
        assertEquals(
                "[n-0-1] refused stage=data by=recipients reply=\"451 4.3.0 later\" ms=5000.0 failure=timeout"
                        + " client=192.0.2.1",
                line());
    }

    @Test
    void theLastOfTwoAnswersOfAGroupIsTheOneThatRefused() {
        Verdict retried = new Verdict("recipients", "r.0", "retry", 1, 0, null);
        sessionLog.refuse(Refusal.of(Stage.DATA, null, refusal(retried, REFUSED)));
        assertEquals(12.25, fields().get("ms"));
    }

    @Test
    void theServersOwnRefusalHasNoMilliseconds() {
        sessionLog.refuse(Refusal.ofServer(Stage.MAILFROM, new Address("a", "example.com"), Replies.TOO_LARGE));
        assertEquals(
                "[n-0-1] refused stage=mailfrom address=<a@example.com> by=\"the server\" reply=\"" + Replies.TOO_LARGE
                        + "\" client=192.0.2.1",
                line());
        assertFalse(fields().containsKey("ms"));
    }

    @Test
    void withSoftBounceARefusalIsLoggedAsItIsSaid() {
        SessionLog soft = new SessionLog(connection(), true);
        assertEquals(
                450,
                soft.refuse(Refusal.of(Stage.RCPTTO, NOBODY, refusal(REFUSED))).code());
        assertEquals("450 4.1.1 no such user", String.valueOf(fields().get("reply")));
    }

    @Test
    void theEndOfARecipientIsOneLine() {
        Transaction transaction =
                new Transaction("n-0-1-1", new Sender(new Address("a", "example.com"), Map.of()), ReplyMode.ONE);
        transaction.octets(321);
        Recipient recipient = new Recipient(new Address("b", "example.org"), Map.of()).withInbox("maildir");
        sessionLog.ended(transaction, recipient, "delivered", "maildir", new Reply(250, "2.0.0", "Ok"));
        assertEquals(
                "[n-0-1] delivered recipient=<b@example.org> group=maildir reply=\"250 2.0.0 Ok\" transaction=n-0-1-1"
                        + " sender=<a@example.com> octets=321 client=192.0.2.1",
                line());
    }

    @Test
    void aLogInJsonHasTheSameFields() {
        sessionLog.refuse(Refusal.of(Stage.RCPTTO, NOBODY, refusal(REFUSED)));
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("connection", "n-0-1");
        expected.put("event", "refused");
        expected.put("stage", "rcptto");
        expected.put("address", "<nobody@example.org>");
        expected.put("by", "recipients");
        expected.put("reply", "550 5.1.1 no such user");
        expected.put("ms", 12.25);
        expected.put("instance", "r.0");
        expected.put("client", "192.0.2.1");
        assertEquals(expected, fields());
    }

    @Test
    void whatAClientSaysStaysInItsQuotes() {
        sessionLog.refuse(Refusal.ofServer(Stage.RCPTTO, new Address("a b\"=c\u2028", "example.org"), NO_USER));
        assertEquals(
                "[n-0-1] refused stage=rcptto address=\"<\\\"a b\\\\\\\"=c\\u2028\\\"@example.org>\" by=\"the server\""
                        + " reply=\"550 5.1.1 no such user\" client=192.0.2.1",
                line());
    }

    @Test
    void aLineEndBreaksNoLine() {
        LogLine.info(log, "n-0-1", "test")
                .with("value", "a\r\n[n-0-2] b")
                .with("empty", "")
                .write();
        assertEquals("[n-0-1] test value=\"a\\u000d\\u000a[n-0-2] b\" empty=\"\"", line());
    }
}
