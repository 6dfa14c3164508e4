package dev.postern.passwords.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Tls;
import dev.postern.passwords.PasswordsTester;
import dev.postern.passwords.users.UsersText;
import dev.postern.testkit.EventScene;
import dev.postern.testkit.PluginTester;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalMechanismTest {
    private static final String NAMED = "ab".repeat(32);
    private static final String OTHER = "cd".repeat(32);

    @TempDir
    static Path folder;

    private static PluginTester tester;

    @BeforeAll
    static void deploy() {
        tester = PasswordsTester.of(
                folder,
                "alice certificate=" + NAMED,
                "bob@example.org certificate=verified",
                "carol@example.org " + UsersText.hash("keys"));
    }

    @AfterAll
    static void undeploy() {
        tester.close();
    }

    @Test
    void aNamedCertificateIsItsUserWhoeverHasSignedIt() {
        assertEquals(accepted("alice"), ask("", NAMED, false));
        assertEquals(accepted("alice"), ask("Alice", NAMED, true, "bob@example.org"));
        assertEquals(PlainMechanismTest.REFUSED, ask("bob@example.org", NAMED, true, "bob@example.org"));
    }

    @Test
    void aVerifiedCertificateIsTheUserItNamesIfThatUserWantsIt() {
        assertEquals(accepted("bob@example.org"), ask("", OTHER, true, "x.example", "BOB@example.org"));
        assertEquals(accepted("bob@example.org"), ask("bob@example.org", OTHER, true, "bob@example.org"));
        assertEquals(PlainMechanismTest.REFUSED, ask("", OTHER, false, "bob@example.org"));
        assertEquals(PlainMechanismTest.REFUSED, ask("", OTHER, true, "carol@example.org"));
        assertEquals(PlainMechanismTest.REFUSED, ask("bob@example.org", OTHER, true, "carol@example.org"));
        assertEquals(PlainMechanismTest.REFUSED, ask("", OTHER, true));
    }

    @Test
    void withoutACertificateNobodyIsAnybody() {
        EventScene clear = EventScene.standard();
        EventScene tls = clear.withTls(new Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", null, null, null));
        assertEquals(PlainMechanismTest.REFUSED, tester.ask(clear.authenticate("EXTERNAL", Buffer.buffer("alice"))));
        assertEquals(PlainMechanismTest.REFUSED, tester.ask(tls.authenticate("EXTERNAL", Buffer.buffer())));
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertEquals(
                PlainMechanismTest.REFUSED,
                tester.ask(scene(NAMED, true).authenticate("EXTERNAL", Buffer.buffer(new byte[] {(byte) 0xff}))));
    }

    @Test
    void withoutAnInitialResponseTheClientIsAskedToSpeak() {
        assertEquals(
                Decision.challenge(Buffer.buffer()),
                tester.ask(scene(NAMED, false).authenticate("EXTERNAL")));
        assertEquals(accepted("alice"), tester.respond(Buffer.buffer()));
    }

    private static Decision ask(String authorization, String fingerprint, boolean verified, String... names) {
        return tester.ask(scene(fingerprint, verified, names).authenticate("EXTERNAL", Buffer.buffer(authorization)));
    }

    private static EventScene scene(String fingerprint, boolean verified, String... names) {
        Tls.Certificate certificate = new Tls.Certificate("CN=x", List.of(names), fingerprint, verified);
        return EventScene.standard().withTls(new Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", null, certificate, null));
    }

    private static Decision accepted(String user) {
        return Decision.accept().withAuthenticated(user);
    }
}
