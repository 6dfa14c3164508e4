package dev.postern.smtp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A refusal that is held until RCPT. */
class HoldTest {
    private static final Decision HELD = Decision.hold(550, "5.7.1", "blocked");
    private static final String BLOCKED = """
            C: RCPT TO:<b@example.org>
            S: 550 5.7.1 blocked
            """;
    private static final String RSET = "C: RSET\nS: 250 2.0.0 Ok, forgotten\n";
    private static final String EHLO = Scripts.EHLO.substring(Scripts.BANNER.length());

    private Dialogue dialogue = Dialogue.behind("x", "users");

    HoldTest() {
        dialogue.groups.seen("x").seen("users");
    }

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private void on(Stage stage, Decision decision) {
        dialogue.groups.on("x", stage, decision);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"CONNECT", "SECURE", "HELO", "MAILFROM"})
    void isGivenAtEachRcpt(Stage stage) {
        StagePath moment = StagePath.of(stage).deciding(event -> HELD);
        dialogue = moment.arrive().expectYes().dialogue;
        String way = switch (stage) {
            case CONNECT, SECURE -> "C: HELO client.example.com\nS: 250 mx.example.net greets you\n" + Scripts.MAIL;
            case HELO -> Scripts.MAIL;
            default -> "";
        };
        dialogue.play(way + BLOCKED + BLOCKED + "C: DATA\nS: 554 5.5.1 No valid recipients");
        assertEquals(List.of(), dialogue.groups.asked(Stage.RCPTTO), "nobody else is asked");
        assertEquals(2, dialogue.reports.count(Stage.RCPTTO));
    }

    @Test
    void oneAtAuthenticateIsGivenThoughTheLoginFailed() {
        StagePath moment = StagePath.of(Stage.AUTHENTICATE).deciding(event -> HELD);
        dialogue = moment.arrive().dialogue;
        dialogue.play("S: 535 5.7.8 Authentication credentials invalid\n" + Scripts.MAIL + BLOCKED);
    }

    @Test
    void isNotGivenToAClientThatHasAuthenticated() {
        dialogue.authInClear().groups.on("users", Stage.AUTHENTICATE, Decision.accept());
        on(Stage.HELO, HELD);
        dialogue.play(Scripts.EHLO.replace("250 STARTTLS", "250-STARTTLS\nS: 250 AUTH LOGIN PLAIN") + Scripts.MAIL
                + BLOCKED + RSET + StagePath.PLAIN + "\nS: 235 2.7.0 Authentication succeeded\n" + Scripts.MAIL
                + Scripts.RCPT);
    }

    @Test
    void requiredGroupsAreStillAskedAndTheHeldRefusalSpeaks() {
        dialogue.link(new ChainLink("audit", 0, Set.of(), 0, Map.of(), new ChainLink.Role(true, false), Set.of()))
                .groups
                .on(
                        "audit",
                        Stage.RCPTTO,
                        Decision.reject(451, "4.7.1", "not now").withAuthenticated("eve"));
        on(Stage.CONNECT, HELD);
        dialogue.play(Scripts.EHLO + Scripts.MAIL + BLOCKED + BLOCKED);
        assertEquals(List.of("audit", "audit"), dialogue.groups.askedAt(Stage.RCPTTO));
    }

    @Test
    void nobodyAtRcptTakesItBack() {
        dialogue.link(new ChainLink("audit", 0, Set.of(), 0, Map.of(), new ChainLink.Role(true, true), Set.of()))
                .groups
                .on("audit", Stage.RCPTTO, Decision.accept().withAuthenticated("eve"));
        on(Stage.CONNECT, HELD);
        dialogue.play(Scripts.EHLO + Scripts.MAIL + BLOCKED + BLOCKED);
    }

    @Test
    void theEffectsOfAHoldAreNotApplied() {
        on(Stage.HELO, HELD.withAuthenticated("joe").withReply("hello"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + BLOCKED);
    }

    @Test
    void otherGroupsOfTheStageAreAskedOnAndMayRefuseAtOnce() {
        on(Stage.MAILFROM, HELD);
        dialogue.groups.on("users", Stage.MAILFROM, Decision.reject(553, "5.1.8", "no such domain"));
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\nS: 553 5.1.8 no such domain");
        dialogue.groups.on("users", Stage.MAILFROM, Decision.pass());
        on(Stage.MAILFROM, Decision.pass());
        dialogue.play(Scripts.MAIL + Scripts.RCPT);
    }

    @Test
    void ofSeveralTheFirstOfTheFirstStageSpeaks() {
        on(Stage.MAILFROM, Decision.hold(550, "5.7.1", "third"));
        on(Stage.HELO, Decision.hold(550, "5.7.1", "second"));
        on(Stage.CONNECT, HELD);
        dialogue.groups.on("users", Stage.CONNECT, Decision.hold(550, "5.7.1", "of the same stage"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + BLOCKED);
    }

    @Test
    void aHeldHangUpHangsUpAtRcpt() {
        on(Stage.CONNECT, Decision.hold(421, "4.7.0", "go away"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + "C: RCPT TO:<b@example.org>\nS: 421 4.7.0 go away")
                .expectClosed();
    }

    @Test
    void oneOfMailIsForgottenWithItsTransaction() {
        dialogue.groups.on("x", Stage.MAILFROM, event -> event.transaction().endsWith("-1") ? HELD : Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MAIL + BLOCKED + RSET + Scripts.MAIL + Scripts.RCPT);
    }

    @Test
    void rsetForgetsNoOther() {
        on(Stage.HELO, HELD);
        dialogue.play(Scripts.EHLO + Scripts.MAIL + BLOCKED + RSET + Scripts.MAIL + BLOCKED);
    }

    @Test
    void anotherEhloForgetsThatOfTheFirstAndNoOther() {
        dialogue.groups.on("x", Stage.HELO, event -> event.sequence() == 2 ? HELD : Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MAIL + BLOCKED + EHLO + Scripts.MAIL + Scripts.RCPT);
        on(Stage.MAILFROM, HELD);
        dialogue.play(RSET + Scripts.MAIL + BLOCKED + EHLO);
        on(Stage.MAILFROM, Decision.pass());
        dialogue.play(Scripts.MAIL + Scripts.RCPT);
    }

    @Test
    void thatOfConnectOutlivesEhloAndStartTls() {
        on(Stage.CONNECT, HELD);
        dialogue.play(Scripts.EHLO + "C: STARTTLS\nS: 220 2.0.0...");
        dialogue.handshake().ask("EHLO client.example.com");
        dialogue.play(Scripts.MAIL + BLOCKED);
    }

    @Test
    void startTlsForgetsThatOfEhloAndMail() {
        on(Stage.HELO, HELD);
        on(Stage.MAILFROM, HELD);
        dialogue.play(Scripts.EHLO + Scripts.MAIL + BLOCKED + "C: STARTTLS\nS: 220 2.0.0...");
        dialogue.groups.on("x", Stage.HELO, Decision.pass()).on("x", Stage.MAILFROM, Decision.pass());
        dialogue.handshake().ask("EHLO client.example.com");
        dialogue.play(Scripts.MAIL + Scripts.RCPT);
    }

    /** Or a client would get rid of it with a greeting that is refused. */
    @Test
    void anEhloThatIsRefusedForgetsNothing() {
        on(Stage.HELO, HELD);
        dialogue.play(Scripts.EHLO);
        on(Stage.HELO, Decision.reject(550, "5.7.1", "no such name"));
        dialogue.play("C: EHLO liar.example.com\nS: 550 no such name\n" + Scripts.MAIL + BLOCKED);
    }

    @Test
    void anotherLoginThatFailsForgetsNothing() {
        StagePath moment = StagePath.of(Stage.AUTHENTICATE).deciding(event -> HELD);
        dialogue = moment.arrive().dialogue;
        dialogue.play("S: 535 5.7.8 Authentication credentials invalid");
        moment.deciding(event -> Decision.pass());
        dialogue.play(StagePath.PLAIN + "\nS: 535 5.7.8 Authentication credentials invalid\n" + Scripts.MAIL + BLOCKED);
    }

    @Test
    void aHoldBesideAChallengeOutlivesTheExchange() {
        dialogue = Dialogue.behind("x", "users").authInClear();
        dialogue.groups
                .on("x", Stage.AUTHENTICATE, HELD)
                .on(
                        "users",
                        Stage.AUTHENTICATE,
                        event -> event.toJson().containsKey("response")
                                ? Decision.pass()
                                : Decision.challenge(Buffer.buffer("code?")));
        dialogue.play(
                Scripts.EHLO.replace("250 STARTTLS", "250-STARTTLS\nS: 250 AUTH LOGIN PLAIN") + StagePath.PLAIN + """

                S: 334 Y29kZT8=
                C: MTIz
                S: 535 5.7.8 Authentication credentials invalid
                """
                        + Scripts.MAIL + BLOCKED);
    }
}
