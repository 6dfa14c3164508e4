package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.SessionSetup;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.plugins.CallResult;
import io.vertx.core.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much one session may do; each end of it is said, and closes. */
class SessionBoundsTest {
    private static final String AUTH = "C: AUTH PLAIN AGpvZQB3cm9uZw==\n";
    private static final String NO = "S: 535 5.7.8 Authentication credentials invalid\n";
    private static final String TRANSACTION = Scripts.MAIL + "C: RSET\nS: 250 2.0.0 Ok, forgotten\n";

    private final Dialogue dialogue = Dialogue.standard().group("users").authInClear();

    SessionBoundsTest() {
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.pass());
    }

    @AfterEach
    void over() {
        dialogue.expectClosed();
    }

    private Dialogue bounds(int commands, int transactions, int logins) {
        SessionSetup settings = dialogue.setup;
        settings.limits =
                settings.limits.with(new Limits.PerConnection(512, 20, commands, transactions, logins, 262_144));
        return dialogue;
    }

    @Test
    void aCommandTooManyEndsIt() {
        bounds(4, 100, 5).play(Scripts.HELO + """
                C: NOOP
                S: 250 2.0.0 Ok
                C: NOOP
                S: 250 2.0.0 Ok
                C: XYZZY
                S: 500 5.5.1 Command not recognized
                C: NOOP
                S: 421 4.7.0 Too many commands, closing
                """);
    }

    @Test
    void quitIsNeverOneTooMany() {
        bounds(1, 100, 5).play(Scripts.HELO + Scripts.QUIT);
    }

    @Test
    void aRecipientTooManyDoesNotOvertakeThoseThatAreJudged() {
        dialogue.groups.concurrent("recipients", Stage.RCPTTO).later("recipients", Stage.RCPTTO, event -> {
            Promise<CallResult> answer = Promise.promise();
            dialogue.clock.after(
                    1_000, () -> answer.complete(CallResult.decided(Decision.accept(), "recipients-0", 1)));
            return answer.future();
        });
        bounds(3, 100, 5).play(Scripts.HELO + Scripts.MAIL);
        dialogue.packet("RCPT TO:<b@example.org>\nRCPT TO:<c@example.org>");
        dialogue.clock.advance(1_000);
        dialogue.play("S: 250 2.1.5 Recipient ok\nS: 421 4.7.0 Too many commands, closing");
    }

    @Test
    void aMessageTooManyEndsIt() {
        bounds(100, 2, 5).play(Scripts.HELO + TRANSACTION + """
                C: MAIL FROM:<not an address>
                S: 501 5.1.7...
                """ + TRANSACTION + """
                C: MAIL FROM:<a@example.com>
                S: 421 4.7.0 Too many messages on this connection, closing
                """);
        assertEquals(2, dialogue.reports.count(Stage.MAILFROM));
    }

    @Test
    void theLastLoginThatFailsIsAnsweredAndEndsIt() {
        ehlo(3).play(AUTH + NO + AUTH + NO + AUTH + NO + "S: 421 4.7.0 Too many failed logins, closing");
        assertEquals(3, dialogue.reports.count(Stage.AUTHENTICATE));
    }

    @Test
    void aLoginThatIsRefusedForNowDoesNotCountAndOneThatIsCancelledNeither() {
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.reject(454, "4.7.0", "later"));
        String now = AUTH + "S: 454 4.7.0 later\nC: AUTH PLAIN\nS: 334 \nC: *\nS: 501 5.7.0 Authentication cancelled\n";
        ehlo(1).play(now + now + Scripts.QUIT);
    }

    @Test
    void withSoftBounceEachCounts() {
        dialogue.softBounce().groups.on("users", Stage.AUTHENTICATE, Decision.reject(535, "5.7.8", "no"));
        ehlo(2).play(AUTH + "S: 454 4.7.0 no\n" + AUTH
                + "S: 454 4.7.0 no\nS: 421 4.7.0 Too many failed logins, closing");
    }

    @Test
    void aPluginThatHangsUpHasTheLastWord() {
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.reject(421, "4.7.0", "enough"));
        ehlo(1).play(AUTH + "S: 421 4.7.0 enough");
    }

    private Dialogue ehlo(int logins) {
        bounds(100, 100, logins);
        dialogue.start();
        dialogue.ignore();
        dialogue.ask("EHLO client.example.com");
        return dialogue;
    }
}
