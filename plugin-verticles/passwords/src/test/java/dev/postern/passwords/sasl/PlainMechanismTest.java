package dev.postern.passwords.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Authenticate.Credentials;
import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.passwords.PasswordsTester;
import dev.postern.passwords.hash.Bcrypt;
import dev.postern.passwords.users.UsersText;
import dev.postern.testkit.Events;
import dev.postern.testkit.PluginTester;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class PlainMechanismTest {
    public static final Decision REFUSED = Decision.reject(535, "5.7.8", "Authentication credentials invalid");

    @TempDir
    static Path folder;

    private static PluginTester tester;

    @BeforeAll
    static void deploy() {
        tester = PasswordsTester.of(
                folder,
                UsersText.SECRET,
                "alice@example.org " + UsersText.hash("wonderland"),
                "Bob " + Bcrypt.of("builder").text().replace("$2b$", "$2y$"),
                "carol " + UsersText.scram("keys alone"),
                "müller " + UsersText.hash("\u00e4pfel"),
                "dave token=" + "0".repeat(64));
    }

    @AfterAll
    static void undeploy() {
        tester.close();
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.org, wonderland, alice@example.org",
        "ALICE@Example.ORG, wonderland, alice@example.org",
        "bob, builder, Bob",
        "carol, keys alone, carol",
        "M\u00dcLLER, \u00e4pfel, müller",
        "mu\u0308ller, a\u0308pfel, müller"
    })
    void theRightPasswordLogsInUnderTheNameOfTheFile(String user, String password, String name) {
        assertEquals(Decision.accept().withAuthenticated(name), tester.ask(Events.authenticate(user, password)));
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.org, Wonderland",
        "alice@example.org, ''",
        "alice, wonderland",
        "bob, wonderland",
        "carol, keys",
        "dave, none",
        "nobody, wonderland",
        "'', wonderland",
        "'\u0000', wonderland",
        "alice@example.org, 'wonderland\u0007'"
    })
    void everythingElseIsRefusedInTheSameWords(String user, String password) {
        assertEquals(REFUSED, tester.ask(Events.authenticate(user, password)));
    }

    @Test
    void aPasswordLongerThanAnyIsRefused() {
        assertEquals(REFUSED, tester.ask(Events.authenticate("alice@example.org", "x".repeat(100_000))));
    }

    @ParameterizedTest
    @CsvSource({"alice@example.org, true", "Alice@Example.Org, true", "'', true", "bob, false", "nobody, false"})
    void nobodyActsAsAnybodyElse(String authorization, boolean may) {
        Authenticate plain = Events.authenticate("alice@example.org", "wonderland");
        Credentials credentials = new Credentials(authorization, "alice@example.org", "wonderland");
        Decision decision = tester.ask(new Authenticate(plain.common(), "PLAIN", credentials, null));
        assertEquals(may ? Decision.accept().withAuthenticated("alice@example.org") : REFUSED, decision);
    }

    @Test
    void theGroupDeclaresWhatItIsConfiguredFor() {
        assertEquals(Set.of(Stage.AUTHENTICATE), tester.manifest().declaration().stages());
        assertEquals(PasswordsTester.MECHANISMS, tester.manifest().declaration().mechanisms());
    }
}
