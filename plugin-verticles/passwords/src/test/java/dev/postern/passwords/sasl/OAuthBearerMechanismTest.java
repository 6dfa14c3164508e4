package dev.postern.passwords.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.passwords.PasswordsTester;
import dev.postern.passwords.hash.Secrets;
import dev.postern.passwords.users.UsersText;
import dev.postern.testkit.EventScene;
import dev.postern.testkit.Events;
import dev.postern.testkit.PluginTester;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code |} stands for the octet 1, and {@code TOKEN} for alice's. */
class OAuthBearerMechanismTest {
    private static final String TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
    private static final Decision ERROR = Decision.challenge(Buffer.buffer("{\"status\":\"invalid_token\"}"));

    @TempDir
    static Path folder;

    private static PluginTester tester;

    @BeforeAll
    static void deploy() {
        tester = PasswordsTester.of(
                folder,
                "alice token=" + Secrets.digest(TOKEN) + " token=" + Secrets.digest("another"),
                "bob " + UsersText.hash("builder"));
    }

    @AfterAll
    static void undeploy() {
        tester.close();
    }

    /** The first as in RFC 7628 4.1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,a=alice,|host=server.example.com|port=587|auth=Bearer TOKEN||",
                "n,,|auth=Bearer TOKEN||",
                "y,,|auth=bearer another||",
                "n,a=ALICE,|auth=BEARER   TOKEN||"
            })
    void aTokenOfAUserLogsIn(String message) {
        assertEquals(Decision.accept().withAuthenticated("alice"), ask(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,,|auth=Bearer wrong||",
                "n,a=bob,|auth=Bearer TOKEN||",
                "p=tls-server-end-point,,|auth=Bearer TOKEN||",
                "n,,|auth=Bearer TOKEN|",
                "n,,|auth=Basic TOKEN||",
                "n,,|host=x||",
                "n,,auth=Bearer TOKEN||",
                "n,,||",
                "n,,|",
                "n,,",
                "n,,|||",
                "rubbish"
            })
    void everythingElseGetsAnErrorAndThenARefusal(String message) {
        assertEquals(ERROR, ask(message));
        assertEquals(PlainMechanismTest.REFUSED, tester.respond(Buffer.buffer(new byte[] {1})));
    }

    @Test
    void aMessageOfVeryManyPartsIsAnErrorAsAnyOther() {
        assertEquals(ERROR, ask("n,," + "|a=".repeat(2500) + "|"));
        assertEquals(PlainMechanismTest.REFUSED, ask("n,,|auth=Bearer " + "x".repeat(9000) + "||"));
    }

    @Test
    void aNewTryAfterAnErrorThatWasCancelledIsATry() {
        assertEquals(ERROR, ask("n,,|auth=Bearer wrong||"));
        assertEquals(Decision.accept().withAuthenticated("alice"), ask("n,,|auth=Bearer TOKEN||"));
    }

    @Test
    void withoutAnInitialResponseTheClientIsAskedToSpeak() {
        assertEquals(
                Decision.challenge(Buffer.buffer()),
                tester.ask(EventScene.standard().authenticate("OAUTHBEARER")));
    }

    @Test
    void aTokenIsNoPassword() {
        assertEquals(PlainMechanismTest.REFUSED, tester.ask(Events.authenticate("alice", TOKEN)));
    }

    private static Decision ask(String message) {
        String octets = message.replace('|', '\u0001').replace("TOKEN", TOKEN);
        return tester.ask(EventScene.standard().authenticate("OAUTHBEARER", Buffer.buffer(octets)));
    }
}
