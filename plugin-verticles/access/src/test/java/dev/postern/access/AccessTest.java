package dev.postern.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.support.ReloadingFile;
import dev.postern.testkit.EventScene;
import dev.postern.testkit.PluginFailure;
import dev.postern.testkit.PluginTester;
import dev.postern.testkit.conformance.Conformance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final GroupOptions GROUP = GroupOptions.eventLoop("access").withInstances(1);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final Decision DENIED = Decision.reject(554, "5.7.1", "Access denied");

    @TempDir
    Path folder;

    @Test
    void itConforms() throws Exception {
        Path file = write("deny 192.0.2.0/24");
        Conformance.of(GroupOptions.eventLoop("access"), Access.sharing(options(file)))
                .with(EventScene.standard().withRemote("2001:db8::7").connect())
                .check();
    }

    @Test
    void rulesDecideAndWithoutOneItHasNoOpinion() throws Exception {
        Path file = write("deny 192.0.2.0/24 # all of them", "deny 198.51.100.0/24 see https://example.org/blocked");
        try (PluginTester tester = PluginTester.of(GROUP, Access.sharing(options(file, "allow 192.0.2.7")))) {
            assertEquals(Set.of(Stage.CONNECT), tester.manifest().declaration().stages());
            assertEquals(DENIED, ask(tester, "192.0.2.1"));
            assertEquals(Decision.accept(), ask(tester, "192.0.2.7"));
            assertEquals(Decision.pass(), ask(tester, "203.0.113.1"));
            assertEquals(Decision.pass(), ask(tester, "2001:db8::1"));
            assertEquals(Decision.reject(554, "5.7.1", "see https://example.org/blocked"), ask(tester, "198.51.100.1"));
        }
    }

    @Test
    void theConfigurationDecidesWhereItNamesTheSameNetworkAsTheFile() throws Exception {
        Path file = write("deny 192.0.2.0/24", "deny 192.0.2.128/25");
        try (PluginTester tester = PluginTester.of(GROUP, Access.sharing(options(file, "allow 192.0.2.0/24")))) {
            assertEquals(Decision.accept(), ask(tester, "192.0.2.1"));
            assertEquals(DENIED, ask(tester, "192.0.2.129"));
        }
    }

    @Test
    void codeAndWhatAllowedMeansAreConfigured() {
        List<String> rules = List.of("deny 192.0.2.0/24", "allow 192.0.2.7");
        try (PluginTester tester = PluginTester.of(GROUP, Access.sharing(new AccessOptions(null, rules, false, 421)))) {
            assertEquals(Decision.reject(421, "4.7.1", "Access denied"), ask(tester, "192.0.2.1"));
            assertEquals(Decision.pass(), ask(tester, "192.0.2.7"));
        }
        assertThrows(IllegalArgumentException.class, () -> new AccessOptions(null, rules, false, 550));
        List<String> contradiction = List.of("deny 192.0.2.7", "allow 192.0.2.7");
        assertThrows(IllegalArgumentException.class, () -> new AccessOptions(null, contradiction, false, 421));
    }

    @Test
    void aFileThatChangesIsReadAgainAndABadOneIsNot() throws Exception {
        Path path = write("deny 192.0.2.0/24");
        ReloadingFile<Rules> file = Access.file(path);
        try (PluginTester tester = PluginTester.of(GROUP, Access.sharing(options(path), file))) {
            assertEquals(DENIED, ask(tester, "192.0.2.1"));
            replace(path, "deny 198.51.100.0/24", "allow 203.0.113.0/24");
            lookUntil(tester, () -> file.value().size() == 2);
            assertEquals(Decision.pass(), ask(tester, "192.0.2.1"));
            assertEquals(DENIED, ask(tester, "198.51.100.1"));
            replace(path, "rubbish");
            assertFalse(file.refresh());
            assertEquals(DENIED, ask(tester, "198.51.100.1"));
        }
    }

    @Test
    void aBadFileFailsTheStartWithFileAndLine() throws Exception {
        Path file = write("# ours", "deny everybody");
        PluginFailure failure =
                assertThrows(PluginFailure.class, () -> PluginTester.of(GROUP, Access.sharing(options(file))));
        assertTrue(
                failure.getMessage().contains(file + ":2: 'everybody', expected an IP address"), failure::getMessage);
    }

    /** The file is read on a thread that the tester does not wait for. */
    private static void lookUntil(PluginTester tester, BooleanSupplier read) {
        long end = System.nanoTime() + PATIENCE;
        while (!read.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "the file is not read again");
            tester.advance(Duration.ofMillis(ReloadingFile.INTERVAL));
        }
    }

    private static Decision ask(PluginTester tester, String address) {
        return tester.ask(EventScene.standard().withRemote(address).connect());
    }

    private static AccessOptions options(Path file, String... rules) {
        return new AccessOptions(file, List.of(rules), true, 554);
    }

    private Path write(String... lines) throws Exception {
        return Files.writeString(folder.resolve("rules"), String.join("\n", lines) + "\n");
    }

    private void replace(Path file, String... lines) throws Exception {
        Path next = Files.writeString(folder.resolve("next"), String.join("\n", lines) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
