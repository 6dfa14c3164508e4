package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.protocol.FaultyLines;
import dev.postern.smtp.session.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each command where it belongs and where it does not. */
class CommandsTest {
    private static final String OUT_OF_ORDER = "503 5.5.1 ";
    private static final Map<State, String> BEGINNINGS = Map.of(
            State.GREETED,
            Scripts.BANNER,
            State.READY,
            Scripts.EHLO,
            State.SENDER_GIVEN,
            Scripts.EHLO + Scripts.MAIL,
            State.RECIPIENT_GIVEN,
            Scripts.EHLO + Scripts.MAIL + Scripts.RCPT);
    private static final Map<String, Set<State>> WELCOME = Map.of(
            "EHLO client.example.com", BEGINNINGS.keySet(),
            "HELO client.example.com", BEGINNINGS.keySet(),
            "STARTTLS", BEGINNINGS.keySet(),
            "MAIL FROM:<a@example.com>", Set.of(State.READY),
            "RCPT TO:<b@example.org>", Set.of(State.SENDER_GIVEN, State.RECIPIENT_GIVEN),
            "DATA", Set.of(State.RECIPIENT_GIVEN),
            "RSET", BEGINNINGS.keySet(),
            "NOOP", BEGINNINGS.keySet(),
            "VRFY x", BEGINNINGS.keySet(),
            "QUIT", BEGINNINGS.keySet());

    private final Dialogue dialogue = Dialogue.standard();

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private void greeted(String script) {
        dialogue.play(Scripts.EHLO + script);
    }

    @Test
    void eachIsWelcomeInItsPhasesAndGets503InTheOthers() {
        BEGINNINGS.forEach((state, beginning) -> WELCOME.forEach((command, welcome) -> {
            Dialogue one = Dialogue.standard();
            String reply = one.play(beginning).ask(command).get(0);
            boolean refused = reply.startsWith(OUT_OF_ORDER);
            assertEquals(welcome.contains(state), !refused, command + " in " + state + ": " + reply);
            one.cut().assertClosed();
        }));
        dialogue.start();
    }

    @Test
    void authIsWelcomeOnlyBetweenTransactions() {
        BEGINNINGS.forEach((state, beginning) -> {
            Dialogue one = Dialogue.standard();
            String reply = one.play(beginning).ask("AUTH PLAIN").get(0);
            String start = state == State.READY ? "502 5.5.1 Command not implemented" : OUT_OF_ORDER;
            assertTrue(reply.startsWith(start), state + ": " + reply);
        });
        dialogue.start();
    }

    @Test
    void heloIsAnsweredWithoutExtensionsAndForbidsThem() {
        dialogue.play(Scripts.HELO + """
                C: MAIL FROM:<a@example.com> SIZE=10
                S: 555 5.5.4 Parameter not recognized or not supported
                C: MAIL FROM:<a@example.com>
                S: 250 2.1.0 Sender ok
                """);
    }

    @Test
    void aGreetingNeedsAName() {
        dialogue.play("""
                S: 220 mx.example.net ESMTP Postern
                C: EHLO
                S: 501 Syntax: EHLO domain
                C: HELO bad/name
                S: 501 Syntax: HELO domain
                C: EHLO [192.0.2.1]
                S: 250-mx.example.net greets you
                S: 250-PIPELINING
                S: 250-SIZE 1000
                S: 250-ENHANCEDSTATUSCODES
                S: 250-CHUNKING
                S: 250-PRDR
                S: 250-LIMITS MAILMAX=100000 RCPTMAX=100
                S: 250-8BITMIME
                S: 250-SMTPUTF8
                S: 250 STARTTLS
                C: helo client.example.com
                S: 250 mx.example.net greets you""");
    }

    @Test
    void aRefusedEhloLeavesEverythingAsItWas() {
        dialogue.group("gate")
                .groups
                .on(
                        "gate",
                        Stage.HELO,
                        event -> event.client().greeting().esmtp()
                                ? Decision.reject(550, "5.7.1", "once only")
                                : Decision.pass());
        greeted(Scripts.MAIL + """
                C: EHLO other.example.com
                S: 550 once only
                """ + Scripts.RCPT);
    }

    @Test
    void commandsAreReadInAnyCaseAndWithSpaceAtTheEnd() {
        dialogue.play(Scripts.BANNER + """
                C: eHlO client.example.com\s\s
                S: 250-mx.example.net greets you
                S: 250-PIPELINING
                S: 250-SIZE 1000
                S: 250-ENHANCEDSTATUSCODES
                S: 250-CHUNKING
                S: 250-PRDR
                S: 250-LIMITS MAILMAX=100000 RCPTMAX=100
                S: 250-8BITMIME
                S: 250-SMTPUTF8
                S: 250 STARTTLS
                C: mail from:<a@example.com>
                S: 250 2.1.0 Sender ok
                C: Rset\s
                S: 250 2.0.0 Ok, forgotten""");
    }

    @Test
    void rsetForgetsTheTransaction() {
        greeted(Scripts.MAIL + Scripts.RCPT + """
                C: RSET
                S: 250 2.0.0 Ok, forgotten
                C: DATA
                S: 503 5.5.1 Say MAIL first
                C: RCPT TO:<b@example.org>
                S: 503 5.5.1 Say MAIL first
                """ + Scripts.MAIL);
        assertEquals(List.of("5 reset rset", "6 mailfrom 250"), dialogue.reported.subList(4, 6));
    }

    @Test
    void rsetWithNothingToForgetIsNoReset() {
        greeted("""
                C: RSET
                S: 250 2.0.0 Ok, forgotten""");
        assertEquals(List.of("1 connect 220", "2 helo 250"), dialogue.reported);
    }

    @Test
    void commandsWithoutArgumentsTakeNone() {
        greeted(Scripts.MAIL + Scripts.RCPT + """
                C: RSET now
                S: 501 5.5.4 This command takes no argument
                C: DATA now
                S: 501 5.5.4 This command takes no argument
                C: QUIT now
                S: 501 5.5.4 This command takes no argument
                C: STARTTLS now
                S: 501 5.5.4 This command takes no argument
                """ + Scripts.QUIT);
    }

    @Test
    void theSmallVerbsAreAnswered() {
        dialogue.play(Scripts.BANNER + """
                C: NOOP whatever it is
                S: 250 2.0.0 Ok
                C: VRFY postmaster
                S: 252 2.0.0 Cannot verify, but will take the message and try to deliver it
                C: VRFY
                S: 501 5.5.4 Syntax: VRFY name [SMTPUTF8]
                C: HELP
                S: 214-2.0.0 Commands:
                S: 214 2.0.0 EHLO HELO STARTTLS MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT
                C: EXPN staff
                S: 502 5.5.1 Command not implemented
                C:\s
                S: 500 5.5.1 Command not recognized
                C: \u0001\u0002
                S: 500 5.5.1 Command not recognized
                """);
    }

    @Test
    void faultyLinesAreRefusedAndNothingElseHappens() {
        greeted(Scripts.MAIL);
        dialogue.fault(FaultyLines.TOO_LONG).play("S: 500 5.5.2 Line too long");
        dialogue.fault(FaultyLines.NUL)
                .play("S: 500 5.5.2 Bare CR, bare LF or NUL in a command; a line ends with CRLF");
        dialogue.fault(FaultyLines.BARE_CR_OR_LF).play("S: 500 5.5.2 Bare CR...");
        dialogue.fault(FaultyLines.NOT_UTF8).play("S: 500 5.5.2 Command is neither ASCII nor UTF-8");
        dialogue.play("C: NOOP " + "x".repeat(505) + "\nS: 250 2.0.0 Ok");
        dialogue.play("C: NOOP " + "x".repeat(506) + "\nS: 500 5.5.2 Line too long");
        dialogue.play("C: NOOP " + "é".repeat(253) + "\nS: 500 5.5.2 Line too long");
        dialogue.play(Scripts.RCPT);
    }

    @Test
    void quitEndsItOnceWhateverIsOpen() {
        greeted(Scripts.MAIL + Scripts.RCPT + Scripts.QUIT);
        dialogue.expectClosed();
        assertEquals(List.of("5 verb 221", "6 reset quit", "7 close quit"), dialogue.reported.subList(4, 7));
    }

    @Test
    void aGroupTakesAVerbThatItsManifestNames() {
        dialogue.group("shouter")
                .groups
                .on("shouter", Stage.VERB, Decision.accept().withReply("HELLO"));
        greeted("""
                C: XSHOUT hello
                S: 250 2.0.0 HELLO
                C: XWHISPER hello
                S: 500 5.5.1 Command not recognized
                C: NOOP
                S: 250 2.0.0 HELLO
                C: HELP
                S: 214-2.0.0 Commands:
                S: 214 2.0.0 EHLO...""");
        assertEquals(List.of("shouter", "shouter"), dialogue.groups.askedAt(Stage.VERB));
    }

    @Test
    void aGroupRefusesAVerb() {
        dialogue.group("shouter").groups.on("shouter", Stage.VERB, Decision.reject(421, "4.7.0", "enough"));
        greeted("""
                C: NOOP
                S: 421 4.7.0 enough""");
        dialogue.expectClosed();
    }

    @Test
    void anUnknownVerbThatNobodyTakesStaysUnknown() {
        dialogue.group("shouter")
                .groups
                .on("shouter", Stage.VERB, Decision.pass().withReply("never said"));
        greeted("""
                C: XSHOUT hello
                S: 500 5.5.1 Command not recognized""");
    }
}
