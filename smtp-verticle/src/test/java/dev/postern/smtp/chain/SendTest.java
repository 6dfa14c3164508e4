package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The effect {@code send}: octets for the client, in front of the reply. */
class SendTest {
    private static Buffer line(String text) {
        return Buffer.buffer(text + "\r\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RESET", "CLOSE"})
    void comesBeforeTheReplyAtEachStage(Stage stage) {
        StagePath moment = StagePath.of(stage).saying(decision -> decision.withSend(line("sent")));
        moment.arrive().dialogue.play("S: sent\n" + moment.yes());
        moment.dialogue.cut().assertClosed();
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RESET", "CLOSE"})
    void comesBeforeARefusalToo(Stage stage) {
        StagePath moment = StagePath.of(stage)
                .deciding(event -> Decision.reject(450, "4.7.1", "no").withSend(line("sent")));
        moment.arrive();
        assertEquals("sent", moment.dialogue.said().get(0));
        assertEquals('4', moment.dialogue.said().get(1).charAt(0));
        moment.dialogue.ignore();
        moment.dialogue.cut().assertClosed();
    }

    @Test
    void whatIsSentAtConnectComesAfterTheHandshakeWhereTlsIsFirst() {
        StagePath moment = StagePath.of(Stage.SECURE).saying(decision -> decision.withSend(line("secure")));
        moment.dialogue.groups.on("x", Stage.CONNECT, Decision.pass().withSend(line("connect")));
        moment.dialogue.play("S: connect\nS: secure\n" + Scripts.BANNER);
        moment.dialogue.cut().assertClosed();
    }

    @Test
    void whatIsSentWithARefusalAtConnectComesAfterTheHandshakeToo() {
        Dialogue dialogue = Dialogue.behind("x").tls(SmtpOptions.TlsMode.IMPLICIT);
        dialogue.groups.on(
                "x", Stage.CONNECT, Decision.reject(421, "4.7.0", "no").withSend(line("connect")));
        dialogue.play("S: connect\nS: 421 mx.example.net no").assertClosed();
    }

    @Test
    void afterStartTlsItComesThoughThereIsNoReply() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.SECURE, Decision.pass().withSend(line("secure")));
        dialogue.play(Scripts.EHLO + "C: STARTTLS\nS: 220 2.0.0 Ready to start TLS");
        dialogue.handshake().play("S: secure\nC: NOOP\nS: 250 2.0.0 Ok").cut().assertClosed();
    }

    @Test
    void theOctetsOfAllGroupsAndOfAllRoundsComeInTheOrderOfTheAnswers() {
        Dialogue dialogue = Dialogue.behind("one", "two");
        dialogue.groups.on("one", Stage.MAILFROM, event -> Decision.pass().withSend(line("one " + event.round())));
        dialogue.groups.on(
                "two",
                Stage.MAILFROM,
                event -> (event.round() == 0 ? Decision.retry() : Decision.pass())
                        .withSend(line("two " + event.round()))
                        .withSend(line("two again")));
        dialogue.play(Scripts.EHLO + """
                C: MAIL FROM:<a@example.com>
                S: one 0
                S: two 0
                S: two again
                S: one 1
                S: two 1
                S: two again
                S: 250 2.1.0 Sender ok""").cut().assertClosed();
    }

    @Test
    void whatContentMessageAndDeliverSendStandsTogetherBeforeTheFinalReply() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.CONTENT, Decision.pass().withSend(line("content")));
        dialogue.groups.on("x", Stage.MESSAGE, Decision.pass().withSend(line("message")));
        dialogue.groups.on(
                "maildir", Stage.DELIVER, event -> StagePath.yes(event).withSend(line("deliver")));
        dialogue.play(Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + "C: RCPT TO:<c@example.org>\nS: 250 2.1.5...\n"
                + Scripts.DATA + Scripts.BODY + """
                S: content
                S: message
                S: message
                S: deliver
                S: 250 2.0.0 Ok, taken as node-0-1-1""");
        dialogue.cut().assertClosed();
    }

    @Test
    void aClientThatIsLostIsSentNothing() {
        Dialogue dialogue = Dialogue.behind("x");
        List<ScriptedPluginClient.Held> held = dialogue.groups.keeps("x", Stage.MAILFROM);
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>").cut();
        assertFalse(dialogue.isOver());
        held.get(0).decide(Decision.pass().withSend(line("late")));
        assertEquals(List.of(), dialogue.said());
        dialogue.assertClosed();
    }

    @Test
    void confCanDenyIt() {
        Dialogue dialogue =
                new Dialogue().link(new ChainLink("x", 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of("data")));
        dialogue.groups.on("x", Stage.MAILFROM, Decision.pass().withSend(line("never")));
        dialogue.groups.on("maildir", Stage.DELIVER, Decision.pass());
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\nS: 451 4.3.0...")
                .cut()
                .assertClosed();
    }
}
