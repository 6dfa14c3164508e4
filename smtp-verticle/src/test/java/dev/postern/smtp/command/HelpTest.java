package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Network;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.SmtpOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HELP names what this client can use now (RFC 5321 4.1.1.8), as EHLO does. */
class HelpTest {
    private final Dialogue dialogue = Dialogue.behind("users");

    HelpTest() {
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.accept());
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private void expect(String commands) {
        dialogue.play(Scripts.BANNER);
        assertEquals(List.of("214-2.0.0 Commands:", "214 2.0.0 " + commands), dialogue.ask("HELP"));
    }

    @Test
    void inClearThereIsStartTlsAndNoAuth() {
        expect("EHLO HELO STARTTLS MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT");
    }

    @Test
    void overTlsThereIsAuthAndNoStartTls() {
        dialogue.play(Scripts.BANNER + "C: STARTTLS\nS: 220 2.0.0...").handshake();
        String commands = String.join(" ", dialogue.ask("HELP"));
        assertEquals(
                "214-2.0.0 Commands: 214 2.0.0 EHLO HELO AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT", commands);
    }

    @Test
    void withoutTlsAtAllThereIsNeither() {
        dialogue.setup.tls = SmtpOptions.TlsMode.NONE;
        expect("EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT");
    }

    @Test
    void xclientIsForThoseWhoMaySayIt() {
        dialogue.setup.trust = new SmtpOptions.Trust(List.of(), List.of(Network.of("192.0.2.0/24")));
        expect("EHLO HELO XCLIENT STARTTLS MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT");
    }

    @Test
    void whatAGroupHidesIsNotThere() {
        dialogue.groups.on(
                "users", Stage.HELO, Decision.pass().withExtensions(List.of(), List.of("STARTTLS", "CHUNKING")));
        dialogue.play(Scripts.BANNER).ask("EHLO client.example.com");
        assertEquals(
                "214 2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT",
                dialogue.ask("HELP").get(1));
    }
}
