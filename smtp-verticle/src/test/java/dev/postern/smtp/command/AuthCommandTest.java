package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.plugins.Failure;
import dev.postern.smtp.protocol.FaultyLines;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH, with PLAIN and LOGIN. */
class AuthCommandTest {
    private static final String EHLO = Scripts.EHLO.replace("250 STARTTLS", "250-STARTTLS\nS: 250 AUTH LOGIN PLAIN");
    private static final String PLAIN = base64("\0joe\0secret");
    private static final String YES = "S: 235 2.7.0 Authentication succeeded\n";
    private static final String NO = "S: 535 5.7.8 Authentication credentials invalid\n";
    private static final String UNREADABLE = "S: 501 5.5.2 Cannot decode, expected base64\n";

    private final Dialogue dialogue = Dialogue.standard().group("users").authInClear();

    AuthCommandTest() {
        dialogue.groups.on("users", Stage.AUTHENTICATE, event -> {
            Authenticate.Credentials given = ((Authenticate) event).credentials();
            return given.user().equals("joe") && given.password().equals("secret")
                    ? Decision.accept()
                    : Decision.pass();
        });
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void users(Decision decision) {
        dialogue.groups.on("users", Stage.AUTHENTICATE, decision);
    }

    private void offered(String script) {
        dialogue.play(EHLO + script);
    }

    private String user() {
        return dialogue.session().connection().client().user();
    }

    /** What one AUTH with these credentials gets. */
    private void expect(String reply) {
        offered("C: AUTH PLAIN " + PLAIN + "\n" + reply);
    }

    /** A client that does not wait for the answer sends its secret as a line of its own. */
    @Test
    void credentialsBehindARefusedAuthAreNoVerb() {
        dialogue.play(EHLO);
        int told = dialogue.reported.size();
        dialogue.play("C: AUTH XUNKNOWN\nS: 504 5.5.4 Mechanism not supported\nC: " + PLAIN
                + "\nS: 500 5.5.1 Command not recognized");
        assertEquals(told, dialogue.reported.size());
    }

    @Test
    void aVerbBehindALoginThatSucceededIsAskedAsEverywhere() {
        dialogue.groups.on("users", Stage.VERB, Decision.accept().withReply("shouted"));
        dialogue.groups.verbs("users", "XSHOUT");
        expect(YES + "C: XSHOUT\nS: 250 2.0.0 shouted");
    }

    @AfterEach
    void nothingIsLeftAndNoCredentialsAreTold() {
        dialogue.cut().assertClosed();
        String told = dialogue.reports.all.stream()
                .map(fact -> fact.toJson().encode())
                .reduce("", String::concat);
        assertFalse(told.contains("secret") || told.contains(PLAIN) || told.contains(base64("secret")), told);
    }

    private void whileDeciding(String user, Decision decision, String reply) {
        dialogue.groups.on("users", Stage.AUTHENTICATE, event -> {
            dialogue.session().connection().authenticated(user);
            return decision;
        });
        expect(reply);
    }

    @Test
    void aCommandsWordCountsWhereTheAnswerHasNone() {
        whileDeciding("anna", Decision.pass(), YES);
        assertEquals("anna", user());
    }

    @Test
    void aCommandsWordIsStrongerThanTheNameInTheCredentials() {
        whileDeciding("anna", Decision.accept(), YES);
        assertEquals("anna", user());
    }

    @Test
    void aCommandThatNamesNobodyRefusesTheLogin() {
        whileDeciding(null, Decision.accept(), NO);
        assertNull(user());
    }

    @Test
    void anEffectIsLaterThanACommand() {
        whileDeciding("anna", Decision.pass().withAuthenticated("bert"), YES);
        assertEquals("bert", user());
    }

    @Test
    void anEffectThatNamesNobodyIsLaterThanACommand() {
        whileDeciding("anna", Decision.pass().withAuthenticated(null), NO);
        assertNull(user());
    }

    /** Who was told no must not be taken for somebody behind it. */
    @Test
    void aRefusalForgetsTheCommandsWord() {
        whileDeciding("anna", Decision.reject(535, "5.7.8", "no"), "S: 535 5.7.8 no\n");
        assertNull(user());
    }

    @Test
    void aWordFromBeforeTheLoginDecidesNothing() {
        users(Decision.pass());
        dialogue.play(EHLO);
        dialogue.session().connection().authenticated("anna");
        dialogue.session().connection().authenticated(null);
        dialogue.play("C: AUTH PLAIN " + PLAIN + "\n" + NO);
        dialogue.session().connection().authenticated(null);
        users(Decision.accept());
        dialogue.play("C: AUTH PLAIN " + PLAIN + "\n" + YES);
    }

    @Test
    void plainWithAnInitialResponse() {
        expect(YES);
        assertEquals("joe", user());
    }

    @Test
    void plainWithAResponseOfItsOwn() {
        offered("""
                C: auth plain
                S: 334...
                C: %s
                """.formatted(PLAIN) + YES);
        assertEquals("joe", user());
    }

    @Test
    void plainNamesWhomToActAs() {
        offered("C: AUTH PLAIN " + base64("root\0joe\0secret") + "\n" + YES);
        Authenticate asked =
                (Authenticate) dialogue.groups.asked(Stage.AUTHENTICATE).get(0).event();
        assertEquals("root", asked.credentials().authorization());
        assertEquals("PLAIN", asked.mechanism());
    }

    @Test
    void loginInItsThreeForms() {
        offered("""
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: %1$s
                S: 334 UGFzc3dvcmQ6
                C: %2$s
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH LOGIN %1$s
                S: 334 UGFzc3dvcmQ6
                C: =
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH LOGIN %1$s
                S: 334 UGFzc3dvcmQ6
                C: %3$s
                """.formatted(base64("joe"), base64("wrong"), base64("secret")) + YES);
        assertEquals("joe", user());
    }

    @Test
    void anExchangeIsCancelledAtEachStep() {
        String cancelled = "C: *\nS: 501 5.7.0 Authentication cancelled\n";
        offered("C: AUTH PLAIN\nS: 334...\n" + cancelled + "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n" + cancelled
                + "C: AUTH LOGIN " + base64("joe") + "\nS: 334 UGFzc3dvcmQ6\n" + cancelled
                + "C: NOOP\nS: 250 2.0.0 Ok");
        assertEquals(List.of(), dialogue.groups.asked(Stage.AUTHENTICATE));
    }

    @Test
    void aFaultyLineEndsAnExchange() {
        offered("C: AUTH PLAIN\nS: 334...");
        dialogue.fault(FaultyLines.TOO_LONG)
                .play("S: 500 5.5.6 Authentication exchange line too long\nC: NOOP\nS: 250 2.0.0 Ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "am9l=", "AGpvZQBzZWNyZXQ", "YQ==YQ=="})
    void whatIsNoBase64IsRefusedUnasked(String response) {
        offered("C: AUTH PLAIN " + response + "\n" + UNREADABLE + "C: AUTH LOGIN " + response + "\n" + UNREADABLE
                + "C: AUTH LOGIN " + base64("joe") + "\nS: 334 UGFzc3dvcmQ6\nC: " + response + "\n" + UNREADABLE);
        assertEquals(List.of(), dialogue.groups.asked(Stage.AUTHENTICATE));
    }

    @Test
    void base64OfNoCredentialsIsRefusedUnaskedAndNotBlamedOnTheBase64() {
        for (String response : List.of(
                "=",
                base64("joe"),
                base64("joe\0secret"),
                base64("\0\0secret"),
                base64("\0joe\0secret\0more"),
                Base64.getEncoder().encodeToString(new byte[] {0, (byte) 0xff, 0, 'x'}))) {
            Dialogue one = Dialogue.standard().group("users").authInClear();
            one.groups.on("users", Stage.AUTHENTICATE, Decision.accept());
            one.play(EHLO + "C: AUTH PLAIN " + response
                    + "\nS: 501 5.5.2 Not of PLAIN, expected [authorization] NUL user NUL " + "password in UTF-8");
            assertEquals(List.of(), one.groups.asked(Stage.AUTHENTICATE), response);
        }
        String notOfLogin = "S: 501 5.5.2 Not of LOGIN, expected user and password in UTF-8\n";
        offered("C: AUTH LOGIN =\n" + notOfLogin + "C: AUTH LOGIN /w==\n" + notOfLogin + "C: AUTH LOGIN "
                + base64("joe") + "\nS: 334 UGFzc3dvcmQ6\nC: /w==\n" + notOfLogin);
    }

    @Test
    void commandsThatAreNoneAreRefused() {
        offered("""
                C: AUTH
                S: 501 5.5.4 Syntax: AUTH mechanism [initial-response]
                C: AUTH CRAM-MD5
                S: 504 5.5.4 Mechanism not supported
                C: AUTH PLA\u0131N
                S: 504 5.5.4 Mechanism not supported""");
    }

    @Test
    void inClearItIsNeitherOfferedNorTakenUnlessTheConfigurationSaysSo() {
        Dialogue strict = Dialogue.standard().group("users");
        strict.groups.on("users", Stage.AUTHENTICATE, Decision.accept());
        strict.play(Scripts.EHLO + "C: AUTH PLAIN " + PLAIN + "\nS: 538 5.7.11 Encryption required");
        assertEquals(List.of(), strict.groups.asked(Stage.AUTHENTICATE));
        dialogue.start();
    }

    @Test
    void credentialsDoNotLeaveTheNode() {
        dialogue.groups.elsewhere("users");
        dialogue.play(Scripts.EHLO + "C: AUTH PLAIN " + PLAIN + "\nS: 502 5.5.1 Command not implemented");
    }

    @Test
    void onceIsEnough() {
        expect(YES + "C: AUTH PLAIN " + PLAIN + "\nS: 503 5.5.1 Already authenticated");
    }

    @Test
    void heloAndATransactionAreNoPlaceForIt() {
        String again = "C: AUTH PLAIN " + PLAIN + "\nS: 503 5.5.1 ";
        dialogue.play(Scripts.HELO + again + "Say EHLO first\n" + Scripts.MAIL + again + "Bad sequence of commands\n");
    }

    @Test
    void theLastWordOnTheUserCounts() {
        dialogue.group("more");
        users(Decision.pass().withAuthenticated("joe"));
        dialogue.groups.on("more", Stage.AUTHENTICATE, Decision.pass().withAuthenticated("jim"));
        expect(YES);
        assertEquals("jim", user());
    }

    @Test
    void falseRefusesALoginThatWasAccepted() {
        users(Decision.accept().withAuthenticated(null));
        expect(NO);
        assertNull(user());
    }

    @Test
    void allPassRefuses() {
        users(Decision.pass());
        expect(NO);
    }

    @Test
    void theTextOfTheYesIsTheGroups() {
        users(Decision.accept().withReply("welcome back"));
        expect("S: 235 2.7.0 welcome back");
    }

    @Test
    void aNameFromARefusedLoginDoesNotCount() {
        dialogue.group("more");
        users(Decision.pass().withAuthenticated("joe"));
        dialogue.groups.on("more", Stage.AUTHENTICATE, Decision.reject(535, "5.7.8", "no"));
        expect("S: 535 5.7.8 no");
        assertNull(user());
    }

    @Test
    void refusalsBecomeCodesOfAuth() {
        users(Decision.reject(534, "5.7.9", "weak"));
        expect("S: 534 5.7.9 weak\n");
        users(Decision.reject(454, "4.7.0", "later"));
        again("S: 454 4.7.0 later");
        users(Decision.reject(538, "5.7.11", "encrypt"));
        again("S: 538 5.7.11 encrypt");
        users(Decision.reject(550, "5.7.1", "blocked"));
        again("S: 535 5.7.8 blocked");
        users(Decision.reject(451, "4.3.0", "busy"));
        again("S: 454 4.7.0 busy");
        users(Decision.reject(421, "4.7.0", "enough"));
        again("S: 421 4.7.0 enough");
        dialogue.expectClosed();
    }

    private void again(String reply) {
        dialogue.play("C: AUTH PLAIN " + PLAIN + "\n" + reply);
    }

    @Test
    void aFailureRefusesForNow() {
        dialogue.groups.fails("users", Stage.AUTHENTICATE, Failure.EXCEPTION);
        expect("S: 454 4.7.0 temporarily unable to decide, try again later");
    }

    @Test
    void theUserIsKnownToWhatFollowsAndMayNameASender() {
        expect(YES + """
                C: MAIL FROM:<a@example.com> AUTH=
                S: 501 5.5.4...
                C: MAIL FROM:<a@example.com> AUTH
                S: 501 5.5.4 Syntax: AUTH=mailbox or AUTH=<>
                C: MAIL FROM:<a@example.com> AUTH=<>
                S: 250 2.1.0 Sender ok
                """ + Scripts.RCPT);
        assertEquals(
                "joe",
                dialogue.groups.asked(Stage.RCPTTO).get(0).event().client().user());
    }
}
