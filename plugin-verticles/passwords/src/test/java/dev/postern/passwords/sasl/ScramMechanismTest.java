package dev.postern.passwords.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import dev.postern.contract.Decision;
import dev.postern.contract.Tls;
import dev.postern.passwords.PasswordsTester;
import dev.postern.passwords.hash.ScramKeys;
import dev.postern.passwords.users.UsersText;
import dev.postern.testkit.EventScene;
import dev.postern.testkit.PluginTester;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against another's client. */
class ScramMechanismTest {
    private static final Buffer END_POINT = Buffer.buffer("0123456789abcdef0123456789abcdef");
    private static final EventScene CLEAR = EventScene.standard();
    private static final EventScene TLS = over(END_POINT);

    @TempDir
    static Path folder;

    private static PluginTester tester;

    @BeforeAll
    static void deploy() {
        tester = PasswordsTester.of(
                folder,
                UsersText.SECRET,
                "alice " + UsersText.hash("wonderland") + " " + UsersText.scram("wonderland"),
                "odd=name,with " + UsersText.scram("x"),
                "müller " + UsersText.scram("\u00e4pfel"),
                "bob " + UsersText.hash("builder"));
    }

    @AfterAll
    static void undeploy() {
        tester.close();
    }

    @Test
    void aUserProvesItselfAndTheServerDoesToo() throws Exception {
        assertEquals(accepted("alice"), login(CLEAR, client("alice", "wonderland")));
        assertEquals(accepted("odd=name,with"), login(TLS, client("odd=name,with", "x")));
        assertEquals(accepted("müller"), login(TLS, client("mu\u0308ller", "a\u0308pfel")));
        assertEquals(new JsonObject(), tester.data());
    }

    @Test
    void channelBindingHoldsWithTheCertificateOfTheServerAlone() throws Exception {
        assertEquals(accepted("alice"), login(TLS, binding("alice", END_POINT)));
        assertRefused(login(TLS, binding("alice", Buffer.buffer("of another server"))));
    }

    @Test
    void bindingIsRefusedWhereThereIsNothingToBindTo() {
        for (EventScene scene : List.of(CLEAR, over(null))) {
            assertRefused(first(scene, "SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,"));
        }
    }

    @Test
    void theFlagMustFitTheMechanismAndWhatWasOffered() {
        assertRefused(first(TLS, "SCRAM-SHA-256-PLUS", "n,,"));
        assertRefused(first(TLS, "SCRAM-SHA-256-PLUS", "y,,"));
        assertRefused(first(TLS, "SCRAM-SHA-256-PLUS", "p=tls-unique,,"));
        assertRefused(first(TLS, "SCRAM-SHA-256", "p=tls-server-end-point,,"));
        assertRefused(first(TLS, "SCRAM-SHA-256", "y,,"), "somebody has hidden PLUS");
        assertInstanceOf(Decision.Challenge.class, first(CLEAR, "SCRAM-SHA-256", "y,,"));
        assertInstanceOf(Decision.Challenge.class, first(TLS, "SCRAM-SHA-256", "n,,"));
    }

    @Test
    void aWrongPasswordAndNobodyAreRefusedAtTheEndOnly() throws Exception {
        for (String user : List.of("alice", "nobody", "bob")) {
            assertRefused(login(TLS, client(user, "wrong")), user);
        }
        assertRefused(login(TLS, client("bob", "builder")), "bob has no SCRAM keys");
    }

    @Test
    void saltsOfNobodyLookLikeRealOnesAndStayTheSame() {
        String nobody = salt("nobody");
        assertEquals(nobody, salt("nobody"));
        assertEquals(nobody, salt("NOBODY"), "as with a real user, spelling makes no difference");
        assertNotEquals(nobody, salt("somebody"));
        assertNotEquals(salt("alice"), nobody);
        assertEquals(salt("alice").length(), nobody.length());
        assertTrue(salt("bob").endsWith(",i=4096"));
    }

    @Test
    void theServersNonceIsLongAndNeverTheSame() {
        String one = nonce();
        assertTrue(one.length() >= 24, one);
        assertNotEquals(one, nonce());
    }

    @Test
    void nobodyActsAsAnybodyElse() throws Exception {
        assertEquals(accepted("alice"), login(TLS, acting("alice", "alice")));
        assertRefused(login(TLS, acting("alice", "bob")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,,n=alice",
                "n,,r=abc,n=alice",
                "n,,n=alice,r=",
                "n,,n=alice,r=a b",
                "n,,m=x,n=alice,r=abc",
                "n,,n=al=ice,r=abc",
                "n,,n=,r=abc",
                "x,,n=alice,r=abc",
                "n,b=alice,n=alice,r=abc",
                "n=alice,r=abc",
                "rubbish",
                "\u0000",
                "c=biws,r=abc,p=AAAA"
            })
    void aMalformedFirstMessageIsRefused(String message) {
        assertRefused(tester.ask(CLEAR.authenticate("SCRAM-SHA-256", Buffer.buffer(message))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c=biws,r=%s",
                "c=biws,r=%s,p=",
                "c=biws,r=%s,p=***",
                "c=biws,r=%sx,p=AAAA",
                "c=biws,r=abc,p=AAAA",
                "c=eSws,r=%s,p=AAAA",
                "r=%s,c=biws,p=AAAA",
                ""
            })
    void aMalformedLastMessageIsRefused(String message) {
        first(CLEAR, "SCRAM-SHA-256", "n,,");
        String nonce = tester.data().getString("nonce");
        assertRefused(tester.respond(Buffer.buffer(message.replace("%s", nonce))));
        assertEquals(new JsonObject(), tester.data());
    }

    @Test
    void aMessageOfVeryManyPartsIsRefusedAsAnyOther() {
        for (String message : List.of(
                "n,a=" + "=2C".repeat(1300) + "=,n=alice,r=abc",
                "n,,n=" + "x".repeat(4000) + ",r=abc!,",
                "n,,n=" + "=3D".repeat(1300) + ",r=abc,",
                "n,,n=alice,r=abc" + ",x=y".repeat(1000) + ",",
                "n,,n=alice,r=" + "x".repeat(5000))) {
            assertRefused(tester.ask(CLEAR.authenticate("SCRAM-SHA-256", Buffer.buffer(message))));
        }
    }

    @Test
    void withoutAnInitialResponseTheClientIsAskedToSpeak() {
        assertEquals(Decision.challenge(Buffer.buffer()), tester.ask(CLEAR.authenticate("SCRAM-SHA-256")));
        assertInstanceOf(
                Decision.Challenge.class, tester.respond(Buffer.buffer("n,,n=alice,r=fyko+d2lbbFgONRv9qkxdawL")));
    }

    @Test
    void anExchangeThatWasCancelledLeavesNothingToGoOnFrom() throws Exception {
        ScramClient client = client("alice", "wonderland");
        Decision challenge = tester.ask(CLEAR.authenticate("SCRAM-SHA-256", buffer(client.clientFirstMessage())));
        client.serverFirstMessage(text(challenge));
        Buffer proof = buffer(client.clientFinalMessage());
        assertRefused(
                tester.ask(TLS.authenticate("SCRAM-SHA-256", proof)), "begun in clear, and gone on with over TLS");
        assertRefused(tester.ask(CLEAR.authenticate("SCRAM-SHA-256", proof)));
        assertEquals(accepted("alice"), login(CLEAR, client("alice", "wonderland")));
    }

    @Test
    void whatIsKeptBetweenTwoStepsHoldsNoKey() {
        first(CLEAR, "SCRAM-SHA-256", "n,,");
        ScramKeys keys = ScramKeys.parse(UsersText.scram("wonderland"));
        String kept = tester.data().encode();
        assertTrue(kept.contains("n=alice"));
        for (byte[] key : List.of(keys.storedKey(), keys.serverKey())) {
            assertFalse(kept.contains(Base64.getEncoder().withoutPadding().encodeToString(key)));
        }
    }

    private static Decision login(EventScene scene, ScramClient client) throws Exception {
        String mechanism = client.getScramMechanism().getName();
        Decision challenge = tester.ask(scene.authenticate(mechanism, buffer(client.clientFirstMessage())));
        client.serverFirstMessage(text(challenge));
        Decision last = tester.respond(buffer(client.clientFinalMessage()));
        if (!(last instanceof Decision.Challenge)) {
            return last;
        }
        client.serverFinalMessage(text(last));
        return tester.respond(Buffer.buffer());
    }

    private static Decision first(EventScene scene, String mechanism, String header) {
        Buffer message = Buffer.buffer(header + "n=alice,r=fyko+d2lbbFgONRv9qkxdawL");
        return tester.ask(scene.authenticate(mechanism, message));
    }

    /** What the server says of salt and iterations. */
    private static String salt(String user) {
        String challenge = text(tester.ask(
                CLEAR.authenticate("SCRAM-SHA-256", Buffer.buffer("n,,n=" + user + ",r=fyko+d2lbbFgONRv9qkxdawL"))));
        return challenge.substring(challenge.indexOf(",s="));
    }

    private static String nonce() {
        String challenge = text(first(CLEAR, "SCRAM-SHA-256", "n,,"));
        return challenge.substring("r=fyko+d2lbbFgONRv9qkxdawL".length(), challenge.indexOf(",s="));
    }

    private static ScramClient client(String user, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username(user)
                .password(password.toCharArray())
                .stringPreparation(StringPreparation.SASL_PREPARATION)
                .build();
    }

    private static ScramClient acting(String user, String authorization) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username(user)
                .password("wonderland".toCharArray())
                .authzid(authorization)
                .build();
    }

    private static ScramClient binding(String user, Buffer endPoint) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"))
                .username(user)
                .password("wonderland".toCharArray())
                .channelBinding("tls-server-end-point", endPoint.getBytes())
                .build();
    }

    private static EventScene over(Buffer endPoint) {
        return EventScene.standard().withTls(new Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", null, null, endPoint));
    }

    private static void assertRefused(Decision decision, String... why) {
        assertEquals(PlainMechanismTest.REFUSED, decision.withEffects(List.of()), String.join("", why));
    }

    private static Decision accepted(String user) {
        return Decision.accept().withData(new JsonObject()).withAuthenticated(user);
    }

    private static Buffer buffer(Object message) {
        return Buffer.buffer(message.toString());
    }

    private static String text(Decision challenge) {
        return ((Decision.Challenge) challenge).octets().toString();
    }
}
