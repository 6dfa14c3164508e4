package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The effect {@code authenticated}: who the client is, by the last word that was said. */
class UserEffectTest {
    private static String user(Dialogue dialogue) {
        return dialogue.session().connection().client().user();
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"CONNECT", "SECURE", "HELO", "AUTHENTICATE", "MAILFROM", "RCPTTO"})
    void namesTheUserForLaterTiersAndForAllThatFollows(Stage stage) {
        StagePath moment =
                StagePath.of(stage).saying(decision -> Decision.pass().withAuthenticated("joe"));
        moment.dialogue.group("later").groups.on("later", stage, Decision.pass());
        moment.arrive().expectYes();
        assertEquals("joe", user(moment.dialogue));
        // At rcptto the accept of `recipients` leaves nobody behind it to be asked.
        if (stage != Stage.RCPTTO) {
            assertEquals("joe", moment.asked().get(1).event().client().user());
        } else {
            assertEquals("recipients", moment.asked().get(1).group());
            assertEquals("joe", moment.asked().get(1).event().client().user());
        }
        assertNull(moment.asked().get(0).event().client().user());
        moment.dialogue.cut().assertClosed();
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"SECURE", "HELO", "MAILFROM", "RCPTTO"})
    void falseMakesTheClientNobody(Stage stage) {
        StagePath moment =
                StagePath.of(stage).saying(decision -> Decision.pass().withAuthenticated(null));
        moment.dialogue.groups.on("x", Stage.CONNECT, Decision.pass().withAuthenticated("joe"));
        moment.dialogue.group("later").groups.on("later", stage, Decision.pass());
        moment.arrive().expectYes();
        assertEquals("joe", moment.asked().get(0).event().client().user());
        assertNull(moment.asked().get(1).event().client().user());
        assertNull(user(moment.dialogue));
        moment.dialogue.cut().assertClosed();
    }

    @Test
    void falseAtAuthenticateRefusesAndTheUserOfBeforeIsGone() {
        StagePath moment = StagePath.of(Stage.AUTHENTICATE).saying(decision -> decision.withAuthenticated(null));
        moment.arrive().dialogue.play("S: 535 5.7.8 Authentication credentials invalid");
        assertNull(user(moment.dialogue));
        moment.dialogue.cut().assertClosed();
    }

    @Test
    void theLastWordInConfOrderCountsWithinATierToo() {
        Dialogue dialogue = new Dialogue();
        for (String name : new String[] {"a", "b", "c"}) {
            dialogue.link(new ChainLink(name, 3, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of()));
        }
        var first = dialogue.groups.keeps("a", Stage.HELO);
        var second = dialogue.groups.keeps("b", Stage.HELO);
        dialogue.groups.on("c", Stage.HELO, Decision.accept());
        dialogue.play(Scripts.BANNER + "C: HELO client.example.com");
        second.get(0).decide(Decision.pass().withAuthenticated("second"));
        first.get(0).decide(Decision.pass().withAuthenticated("first"));
        dialogue.play("S: 250 mx.example.net greets you");
        assertEquals("second", user(dialogue));
        dialogue.cut().assertClosed();
    }

    @Test
    void startTlsForgetsTheUser() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.HELO, Decision.pass().withAuthenticated("joe"));
        dialogue.play(Scripts.EHLO + "C: STARTTLS\nS: 220 2.0.0...");
        dialogue.handshake();
        assertNull(user(dialogue));
        dialogue.cut().assertClosed();
    }

    @Test
    void aRefusalNamesNobody() {
        Dialogue dialogue = Dialogue.behind("x");
        dialogue.groups.on("x", Stage.HELO, Decision.reject(550, "5.7.1", "no").withAuthenticated("joe"));
        dialogue.play(Scripts.BANNER + "C: HELO client.example.com\nS: 550 no");
        assertNull(user(dialogue));
        dialogue.cut().assertClosed();
    }

    @Test
    void aVoidRoundNamesNobody() {
        Dialogue dialogue = Dialogue.behind("x", "y");
        dialogue.groups.on(
                "x",
                Stage.HELO,
                event -> event.round() == 0 ? Decision.pass().withAuthenticated("joe") : Decision.pass());
        dialogue.groups.on("y", Stage.HELO, event -> event.round() == 0 ? Decision.retry() : Decision.pass());
        dialogue.play(Scripts.HELO);
        assertNull(user(dialogue));
        assertNull(dialogue.groups.asked(Stage.HELO).get(3).event().client().user());
        dialogue.cut().assertClosed();
    }
}
