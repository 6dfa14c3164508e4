package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Client;
import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.plugins.Failure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** STARTTLS (RFC 3207), implicit TLS (RFC 8314), and who may speak at all. */
class SecureTest {
    private static final String STARTTLS = """
            C: STARTTLS
            S: 220 2.0.0 Ready to start TLS
            """;
    private static final String EHLO = Scripts.EHLO
            .replace(Scripts.BANNER, "")
            .replace("S: 250 STARTTLS\n", "")
            .replace("250-SMTPUTF8", "250 SMTPUTF8");

    private final Dialogue dialogue = Dialogue.standard().group("gate");

    SecureTest() {
        dialogue.groups.seen("gate");
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private void gate(Stage stage, Decision decision) {
        dialogue.groups.on("gate", stage, decision);
    }

    private Client client() {
        return dialogue.session().connection().client();
    }

    @Test
    void afterTheHandshakeTheClientIsUnknownAgain() {
        gate(Stage.HELO, Decision.pass().withAuthenticated("joe").withData(new JsonObject().put("seen", true)));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + STARTTLS).handshake();
        assertNull(client().name());
        assertNull(client().user());
        assertEquals("TLSv1.3", client().tls().version());
        dialogue.play("""
                C: MAIL FROM:<a@example.com>
                S: 503 5.5.1 Say EHLO first
                """ + EHLO + """
                C: STARTTLS
                S: 503 5.5.1 Bad sequence of commands""");
        assertEquals(List.of("4 reset starttls", "5 secure", "6 helo 250"), dialogue.reported.subList(3, 6));
        assertEquals(
                true, dialogue.groups.asked(Stage.HELO).get(1).event().data().getBoolean("seen"));
    }

    @Test
    void withoutTlsThereIsNoStartTls() {
        dialogue.tls(SmtpOptions.TlsMode.NONE).play(Scripts.BANNER + """
                C: STARTTLS
                S: 502 5.5.1 Command not implemented""");
    }

    @Test
    void aRefusalAfterStartTlsIsSaidToTheNextCommand() {
        gate(Stage.SECURE, Decision.reject(550, "5.7.1", "weak cipher"));
        dialogue.play(Scripts.EHLO + STARTTLS).handshake().play("""
                C: NOOP
                S: 554 mx.example.net weak cipher""");
        dialogue.expectClosed();
    }

    @Test
    void aFailureAfterStartTlsIsSaidToTheNextCommandToo() {
        dialogue.groups.fails("gate", Stage.SECURE, Failure.TIMEOUT);
        dialogue.play(Scripts.EHLO + STARTTLS).handshake().play("""
                C: EHLO client.example.com
                S: 421 mx.example.net temporarily unable to decide, try again later""");
        dialogue.expectClosed();
    }

    @Test
    void implicitTlsGreetsAfterBothStages() {
        gate(Stage.CONNECT, Decision.pass());
        gate(Stage.SECURE, Decision.pass());
        dialogue.tls(SmtpOptions.TlsMode.IMPLICIT).play(Scripts.BANNER + EHLO);
        assertEquals(List.of("1 connect", "2 secure 220", "3 helo 250"), dialogue.reported);
        assertNull(dialogue.groups.asked(Stage.CONNECT).get(0).event().client().tls());
        assertEquals(
                Dialogue.TLS,
                dialogue.groups.asked(Stage.SECURE).get(0).event().client().tls());
    }

    @Test
    void underImplicitTlsARefusedConnectionIsNotAskedAgain() {
        gate(Stage.CONNECT, Decision.reject(550, "5.7.1", "go away"));
        gate(Stage.SECURE, Decision.pass());
        dialogue.tls(SmtpOptions.TlsMode.IMPLICIT).play("""
                S: 554 mx.example.net go away
                C: EHLO client.example.com
                S: 503 Not welcome here, only QUIT is left
                """ + Scripts.QUIT);
        assertEquals(List.of(), dialogue.groups.asked(Stage.SECURE));
        dialogue.expectClosed();
    }

    @Test
    void underImplicitTlsARefusedSecureCloses() {
        gate(Stage.SECURE, Decision.reject(550, "5.7.1", "weak cipher"));
        dialogue.tls(SmtpOptions.TlsMode.IMPLICIT).play("S: 554 mx.example.net weak cipher");
        dialogue.expectClosed();
    }

    @Test
    void aGreetingOf521Closes() {
        gate(Stage.CONNECT, Decision.reject(521, "5.3.2", "no mail here"));
        dialogue.play("S: 521 mx.example.net no mail here");
        dialogue.expectClosed();
    }

    @Test
    void aRefusalForNowGreetsWith421AndCloses() {
        gate(Stage.CONNECT, Decision.reject(450, "4.7.1", "later"));
        dialogue.play("S: 421 mx.example.net later");
        dialogue.expectClosed();
        assertEquals(List.of("1 connect 421", "2 close refused"), dialogue.reported);
    }

    @Test
    void aFailureAtConnectGreetsWith421AndCloses() {
        dialogue.groups.fails("gate", Stage.CONNECT, Failure.OVERLOAD);
        dialogue.play("S: 421 mx.example.net temporarily unable to decide, try again later");
        dialogue.expectClosed();
    }

    @Test
    void afterAGreetingOf554QuitIsAllThatIsLeft() {
        gate(Stage.CONNECT, Decision.reject(550, "5.7.1", "go away"));
        dialogue.play("""
                S: 554 mx.example.net go away
                C: XSHOUT
                S: 503 5.5.1 Not welcome here, only QUIT is left
                """ + Scripts.QUIT);
        dialogue.expectClosed();
        assertEquals(List.of("1 connect 554", "2 verb 221", "3 close quit"), dialogue.reported);
    }

    @Test
    void aFailureAtHeloCloses() {
        dialogue.groups.fails("gate", Stage.HELO, Failure.MALFORMED);
        dialogue.play(Scripts.BANNER + """
                C: HELO client.example.com
                S: 421 temporarily unable to decide, try again later""");
        dialogue.expectClosed();
    }

    @Test
    void whoSpeaksBeforeTheGreetingIsKnownForIt() {
        var held = dialogue.groups.holds("gate", Stage.CONNECT);
        dialogue.start();
        dialogue.session().greeting().spokeEarly();
        held.complete(CallResult.decided(Decision.pass(), "gate-0", 1));
        dialogue.play(Scripts.EHLO);
        assertEquals(true, client().peer().early());
    }
}
