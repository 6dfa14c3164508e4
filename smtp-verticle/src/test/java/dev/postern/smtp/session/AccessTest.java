package dev.postern.smtp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.SmtpOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener demands before it takes a command. */
class AccessTest {
    private static final String TLS_FIRST = "\nS: 530 5.7.0 Must issue a STARTTLS command first\n";
    private static final String LOGIN_FIRST = "\nS: 530 5.7.0 Authentication required\n";

    private final Dialogue dialogue = Dialogue.behind("users");

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private void tlsRequired() {
        dialogue.setup.tlsRequired = true;
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.accept());
        dialogue.play(Scripts.EHLO);
    }

    private void loginRequired() {
        dialogue.authInClear().setup.auth = SmtpOptions.Demand.REQUIRED;
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.accept());
        dialogue.play(Scripts.EHLO.replace("250 STARTTLS", "250-STARTTLS\nS: 250 AUTH LOGIN PLAIN"));
    }

    /** RFC 3207 4: "every command other than NOOP, EHLO, STARTTLS, or QUIT". */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@example.com>",
                "RCPT TO:<b@example.org>",
                "DATA",
                "RSET",
                "VRFY b",
                "EXPN b",
                "HELP",
                "AUTH PLAIN",
                "XSHOUT",
                "NONSENSE",
                ""
            })
    void withoutTlsNothingIsTaken(String line) {
        dialogue.groups.verbs("users", "XSHOUT", "HELP").on("users", Stage.VERB, Decision.accept());
        tlsRequired();
        dialogue.play("C: " + line + TLS_FIRST);
        assertEquals(List.of(), dialogue.groups.asked(Stage.VERB));
    }

    /** The reply to a greeting has no enhanced status (RFC 2034 3). */
    @Test
    void withoutTlsHeloIsNotTakenEither() {
        tlsRequired();
        dialogue.play("C: HELO client.example.com\nS: 530 Must issue a STARTTLS command first");
    }

    @Test
    void withTlsEverythingIs() {
        tlsRequired();
        dialogue.play("C: NOOP\nS: 250 2.0.0 Ok\nC: STARTTLS\nS: 220 2.0.0...").handshake();
        assertEquals(true, dialogue.ask("EHLO client.example.com").contains("250 AUTH LOGIN PLAIN"));
        dialogue.play(Scripts.MESSAGE + "S: 250 2.0.0...\n" + Scripts.QUIT);
    }

    /** RFC 4954 6: "any command other than AUTH, EHLO, HELO, NOOP, RSET, or QUIT". */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@example.com>",
                "RCPT TO:<b@example.org>",
                "DATA",
                "VRFY b",
                "EXPN b",
                "HELP",
                "XSHOUT",
                "NONSENSE"
            })
    void withoutALoginNothingIsTaken(String line) {
        loginRequired();
        dialogue.play("C: " + line + LOGIN_FIRST);
    }

    @Test
    void withoutALoginTheRestIsTaken() {
        loginRequired();
        dialogue.play("""
                C: NOOP
                S: 250 2.0.0 Ok
                C: RSET
                S: 250 2.0.0...
                C: HELO client.example.com
                S: 250 mx.example.net greets you
                C: STARTTLS
                S: 220 2.0.0...""").handshake();
        dialogue.play("C: QUIT\nS: 221 2.0.0...");
    }

    @Test
    void withALoginEverythingIsTaken() {
        loginRequired();
        dialogue.play(StagePath.PLAIN + "\nS: 235 2.7.0...\n" + Scripts.MESSAGE + "S: 250 2.0.0...");
    }

    /** Also within a transaction: nobody sends as a user who is none any more. */
    @Test
    void whoIsNobodyAnyMoreSendsNothing() {
        loginRequired();
        dialogue.play(StagePath.PLAIN + "\nS: 235 2.7.0...\n" + Scripts.MAIL + Scripts.RCPT);
        dialogue.session().connection().authenticated(null);
        dialogue.play("C: DATA" + LOGIN_FIRST + "C: RCPT TO:<c@example.org>" + LOGIN_FIRST);
    }

    @Test
    void whereAuthIsNotOfferedItIsNotKnown() {
        dialogue.authInClear().setup.auth = SmtpOptions.Demand.NO;
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.accept());
        dialogue.play(Scripts.EHLO + StagePath.PLAIN + """

                S: 502 5.5.1 Command not implemented
                C: MAIL FROM:<a@example.com> AUTH=<>
                S: 555 5.5.4...
                """ + Scripts.MESSAGE + "S: 250 2.0.0...");
        assertEquals(List.of(), dialogue.groups.asked(Stage.AUTHENTICATE));
    }

    @Test
    void aLoginThatNobodyCanHaveIsComplainedOf() {
        dialogue.setup.auth = SmtpOptions.Demand.REQUIRED;
        String complaint =
                dialogue.setup.extensions(dialogue.groups, dialogue.clock).complaint();
        assertEquals(
                "listener 127.0.0.1:25 demands a login (auth: required), and no group of its chain 'default' on this node declares"
                        + " a mechanism: nobody can send anything there",
                complaint);
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.accept());
        assertNull(dialogue.setup.extensions(dialogue.groups, dialogue.clock).complaint());
        dialogue.play(Scripts.EHLO);
    }
}
