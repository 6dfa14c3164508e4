package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision {@code challenge}: exchanges of any mechanism, between the client and one group. */
class ChallengeTest {
    private static final String OFFER =
            Scripts.EHLO.replace("250 STARTTLS", "250-STARTTLS\nS: 250 AUTH OAUTHBEARER X-LONG");
    private static final String YES = "S: 235 2.7.0 Authentication succeeded\n";
    private static final String NO = "S: 535 5.7.8 Authentication credentials invalid\n";
    private static final String NOT_NOW = "S: 454 4.7.0 temporarily unable to decide, try again later\n";

    private final Dialogue dialogue = Dialogue.behind("x", "y").authInClear();

    ChallengeTest() {
        dialogue.groups
                .mechanisms("x", "X-LONG", "OAUTHBEARER")
                .mechanisms("y", "X-LONG")
                .on("y", Stage.AUTHENTICATE, Decision.pass());
        // The client's word is asked for until it is "enough".
        dialogue.groups.on("x", Stage.AUTHENTICATE, event -> {
            Buffer said = ((Authenticate) event).response();
            int steps = event.data().getInteger("steps", 0) + 1;
            return (said != null && said.toString().equals("enough")
                            ? Decision.accept().withAuthenticated("joe")
                            : Decision.challenge(Buffer.buffer("step " + steps)))
                    .withData(new JsonObject().put("steps", steps));
        });
    }

    @AfterEach
    void nothingIsLeftAndNoResponseIsTold() {
        dialogue.cut().assertClosed();
        dialogue.reports.all.forEach(fact -> {
            if (fact.event() instanceof Authenticate told) {
                assertNull(told.response());
                assertNull(told.credentials());
            }
        });
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String challenge(String text) {
        return "S: 334 " + base64(text) + "\n";
    }

    private static String say(String text) {
        return "C: " + base64(text) + "\n";
    }

    private void offered(String script) {
        dialogue.play(OFFER + script);
    }

    private String user() {
        return dialogue.session().connection().client().user();
    }

    private List<Authenticate> asked() {
        return dialogue.groups.asked(Stage.AUTHENTICATE).stream()
                .map(ask -> (Authenticate) ask.event())
                .toList();
    }

    @Test
    void inSeveralStepsOnlyTheGroupThatChallengesIsAskedAgain() {
        offered("C: AUTH x-long\n" + challenge("step 1") + say("one") + challenge("step 2") + say("enough") + YES);
        assertEquals("joe", user());
        assertEquals(List.of("x", "x", "x"), dialogue.groups.askedAt(Stage.AUTHENTICATE));
        assertEquals(
                List.of(3L, 4L, 5L),
                asked().stream().map(Authenticate::sequence).toList(),
                "each step its occasion");
        assertEquals(List.of(0, 0, 0), asked().stream().map(Authenticate::round).toList());
        assertNull(asked().get(0).response());
        assertEquals("one", asked().get(1).response().toString());
        assertEquals("X-LONG", asked().get(2).mechanism());
        assertEquals(
                List.of("3 authenticate 334", "4 authenticate 334", "5 authenticate 235"),
                dialogue.reported.stream()
                        .filter(fact -> fact.contains("authenticate"))
                        .toList());
    }

    @Test
    void aChallengeEndsTheStageButForRequiredGroups() {
        dialogue.link(new ChainLink("audit", 0, Set.of(), 0, Map.of(), new ChainLink.Role(true, false), Set.of()))
                .groups
                .on("audit", Stage.AUTHENTICATE, Decision.reject(535, "5.7.8", "locked"))
                .mechanisms("audit", "X-LONG");
        offered("C: AUTH X-LONG\nS: 535 5.7.8 locked\n");
        assertEquals(List.of("x", "audit"), dialogue.groups.askedAt(Stage.AUTHENTICATE));
    }

    @Test
    void anInitialResponseIsAbsentEmptyOrGiven() {
        offered("C: AUTH X-LONG\n" + challenge("step 1") + "C: *\nS: 501 5.7.0...\nC: AUTH X-LONG =\n"
                + challenge("step 2") + "C: *\nS: 501 5.7.0...\nC: AUTH X-LONG " + base64("enough") + "\n" + YES);
        assertNull(asked().get(0).response());
        assertEquals(0, asked().get(1).response().length());
        assertEquals("enough", asked().get(2).response().toString());
    }

    @Test
    void anEmptyResponseIsNone() {
        offered("C: AUTH X-LONG\n" + challenge("step 1") + "C: =\n" + challenge("step 2") + "C: \n"
                + challenge("step 3") + say("enough") + YES);
        assertEquals(0, asked().get(1).response().length());
        assertEquals(0, asked().get(2).response().length());
    }

    @Test
    void anEmptyChallengeHasNoText() {
        dialogue.groups.on("x", Stage.AUTHENTICATE, Decision.challenge(Buffer.buffer()));
        dialogue.play(OFFER);
        assertEquals(List.of("334 "), dialogue.ask("AUTH X-LONG"));
    }

    @Test
    void theLongestChallengeFitsItsLine() {
        dialogue.groups.on(
                "x", Stage.AUTHENTICATE, Decision.challenge(Buffer.buffer(new byte[Decision.CHALLENGE_LIMIT])));
        dialogue.play(OFFER);
        assertEquals(12_286 - 2, dialogue.ask("AUTH X-LONG").get(0).length());
    }

    @Test
    void aStarCancelsAndTheNextLoginBeginsAnew() {
        offered("C: AUTH X-LONG\n" + challenge("step 1") + "C: *\nS: 501 5.7.0 Authentication cancelled\n"
                + "C: NOOP\nS: 250 2.0.0 Ok\nC: AUTH X-LONG\n" + challenge("step 2") + say("enough") + YES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "Y", "YQ=a", "=YQ=", "YQ==YQ==", "Y Q=", "ä"})
    void whatIsNoBase64EndsTheExchange(String response) {
        offered("C: AUTH X-LONG\n" + challenge("step 1") + "C: " + response
                + "\nS: 501 5.5.2 Cannot decode, expected base64\nC: NOOP\nS: 250 2.0.0 Ok\nC: AUTH X-LONG " + response
                + "\nS: 501 5.5.2 Cannot decode, expected base64");
        assertEquals(1, asked().size());
    }

    @Test
    void theSeventeenthChallengeIsTooMuch() {
        StringBuilder script = new StringBuilder("C: AUTH X-LONG\n");
        for (int i = 1; i <= 16; i++) {
            script.append(challenge("step " + i)).append(say("go on"));
        }
        offered(script + NO + "C: AUTH X-LONG\n" + challenge("step 18") + say("enough") + YES);
    }

    @Test
    void anAcceptThatNamesNobodyIsMalformed() {
        dialogue.groups.on("x", Stage.AUTHENTICATE, Decision.accept());
        offered("C: AUTH X-LONG\n" + NOT_NOW);
        assertNull(user());
    }

    @Test
    void falseInAnExchangeRefuses() {
        dialogue.groups.on("x", Stage.AUTHENTICATE, Decision.accept().withAuthenticated(null));
        offered("C: AUTH X-LONG\n" + NO);
    }

    @Test
    void aMechanismIsAskedOfThoseThatDecideItAlone() {
        offered("C: AUTH OAUTHBEARER\n" + challenge("step 1") + say("enough") + YES);
        assertEquals(List.of("x", "x"), dialogue.groups.askedAt(Stage.AUTHENTICATE));
    }

    @Test
    void aGroupThatIsGoneByTheNextStepRefuses() {
        offered("C: AUTH X-LONG\n" + challenge("step 1"));
        dialogue.groups.elsewhere("x");
        dialogue.play(say("enough") + NO);
    }

    @Test
    void aRetryInAStepAsksThatGroupAlone() {
        dialogue.play(OFFER + "C: AUTH X-LONG\n" + challenge("step 1"));
        dialogue.groups.on(
                "x",
                Stage.AUTHENTICATE,
                event -> event.round() == 0
                        ? Decision.retry()
                        : Decision.accept().withAuthenticated("joe"));
        dialogue.play(say("again") + YES);
        assertEquals("again", asked().get(2).response().toString());
        assertEquals(List.of("x", "x", "x"), dialogue.groups.askedAt(Stage.AUTHENTICATE));
    }

    @Test
    void plainMayHaveASecondFactor() {
        Dialogue plain = Dialogue.behind("x").authInClear();
        plain.groups.on("x", Stage.AUTHENTICATE, event -> {
            Authenticate login = (Authenticate) event;
            if (login.credentials() != null) {
                assertEquals("secret", login.credentials().password());
                return Decision.challenge(Buffer.buffer("code?"))
                        .withData(
                                new JsonObject().put("user", login.credentials().user()));
            }
            assertNotNull(login.response());
            return login.response().toString().equals("123")
                    ? Decision.accept().withAuthenticated(event.data().getString("user"))
                    : Decision.accept();
        });
        plain.play(OFFER.replace("OAUTHBEARER X-LONG", "LOGIN PLAIN") + StagePath.PLAIN + "\n" + challenge("code?")
                + say("wrong") + NOT_NOW + StagePath.PLAIN + "\n" + challenge("code?") + say("123") + YES);
        assertEquals("joe", plain.session().connection().client().user());
        plain.cut().assertClosed();
    }

    @Test
    void theErrorsOfAClientThatGuessesAreCounted() {
        dialogue.limits(100, 2);
        offered("C: AUTH X-LONG %\nS: 501 5.5.2...\nC: AUTH X-LONG\n" + challenge("step 1")
                + "C: *\nS: 501 5.7.0...\nC: AUTH X-LONG\nS: 421 4.7.0 Too many errors, closing");
        dialogue.expectClosed();
    }
}
