package dev.postern.recipients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.testkit.Events;
import dev.postern.testkit.PluginTester;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientsTest {
    private static final Decision UNKNOWN = Decision.reject(550, "5.1.1", "no such user here");
    private static PluginTester tester;

    @BeforeAll
    static void deploy() {
        RecipientsOptions options = new RecipientsOptions(
                List.of("Example.org", "all.example", "bücher.example", "xn--caf-dma.example", "[192.0.2.7]"),
                List.of(
                        "alice@example.org",
                        "Bob.Smith@EXAMPLE.ORG",
                        "list+weekly@example.org",
                        "\"a b\"@example.org",
                        "müller@example.org",
                        "info@xn--bcher-kva.example",
                        "info@café.example",
                        "root@[192.0.2.7]",
                        "@all.example"));
        tester = PluginTester.of(GroupOptions.eventLoop("recipients"), Recipients.sharing(options));
    }

    @AfterAll
    static void undeploy() {
        tester.close();
    }

    /** What Java can do, and the manual says. */
    @Test
    void domainsAreMappedByIdna2003() {
        assertEquals("strasse.example", Domain.key("stra\u00dfe.example"));
        assertEquals("xn--strae-oqa.example", Domain.key("xn--strae-oqa.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.org",
                "ALICE@Example.ORG",
                "bob.smith@example.org",
                "\"a b\"@example.org",
                "\"alice\"@example.org",
                "MÜLLER@example.org",
                "mu\u0308ller@example.org",
                "root@[192.0.2.7]"
            })
    void aKnownAddressIsAcceptedInAnySpelling(String address) {
        assertEquals(Decision.accept(), ask(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody@example.org",
                "alic@example.org",
                "alice@bücher.example",
                "+alice@example.org",
                "nobody@[192.0.2.7]"
            })
    void anUnknownAddressIsRefused(String address) {
        assertEquals(UNKNOWN, ask(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@example.net", "alice@sub.example.org", "alice@org", "alice@[192.0.2.8]", "alice"})
    void aForeignDomainPasses(String address) {
        assertEquals(Decision.pass(), ask(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info@bücher.example",
                "info@BÜCHER.example",
                "info@xn--bcher-kva.example",
                "info@XN--BCHER-KVA.EXAMPLE",
                "info@café.example",
                "info@xn--caf-dma.example"
            })
    void bothFormsOfAnInternationalDomainAreTheSame(String address) {
        assertEquals(Decision.accept(), ask(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"postmaster@example.org", "POSTMASTER@bücher.example", "Postmaster", "postmaster@[192.0.2.7]"})
    void postmasterAlwaysExists(String address) {
        assertEquals(Decision.accept(), ask(address));
    }

    @Test
    void postmasterOfAForeignDomainPasses() {
        assertEquals(Decision.pass(), ask("postmaster@example.net"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice+tag@example.org", "Alice+a+b@example.org", "alice+@example.org"})
    void aSubaddressOfAKnownAddressIsAccepted(String address) {
        assertEquals(Decision.accept(), ask(address));
    }

    @Test
    void anAddressWithAPlusDoesNotMakeTheOneBeforeItKnown() {
        assertEquals(Decision.accept(), ask("list+weekly@example.org"));
        assertEquals(UNKNOWN, ask("list@example.org"));
        assertEquals(UNKNOWN, ask("list+daily@example.org"));
    }

    @Test
    void aCatchAllTakesEveryLocalPartOfItsDomain() {
        assertEquals(Decision.accept(), ask("anything.at-all@all.example"));
        assertEquals(Decision.accept(), ask("\"with space\"@ALL.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x@..", "x@.example.org", "x@\u00ad", "x@a..b", "x@xn--\u00fc", "x@xn--99999999999"})
    void aStrangeDomainIsForeignAndNoFailure(String address) {
        assertEquals(Decision.pass(), ask(address));
    }

    @Test
    void onlyRcptIsDeclared() {
        assertEquals(Set.of(Stage.RCPTTO), tester.manifest().declaration().stages());
    }

    private static Decision ask(String address) {
        return tester.ask(Events.rcptTo(address));
    }
}
