package dev.postern.passwords;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.passwords.hash.HashWorkers;
import dev.postern.passwords.sasl.PlainMechanismTest;
import dev.postern.passwords.users.Users;
import dev.postern.passwords.users.UsersText;
import dev.postern.support.BadFileException;
import dev.postern.support.ReloadingFile;
import dev.postern.testkit.EventScene;
import dev.postern.testkit.Events;
import dev.postern.testkit.PluginFailure;
import dev.postern.testkit.PluginTester;
import dev.postern.testkit.conformance.Conformance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final GroupOptions GROUP = GroupOptions.worker("passwords").withInstances(1);

    @TempDir
    Path folder;

    @Test
    void itConforms() {
        Path file = UsersText.write(
                folder, UsersText.SECRET, "user " + UsersText.hash("password") + " " + UsersText.scram("password"));
        Conformance.of(GroupOptions.worker("passwords"), Passwords.sharing(PasswordsTester.options(file)))
                .with(
                        Events.authenticate("user", "wrong"),
                        EventScene.standard().authenticate("SCRAM-SHA-256", Buffer.buffer("rubbish")),
                        EventScene.standard().authenticate("OAUTHBEARER", Buffer.buffer("rubbish")))
                .check();
    }

    @Test
    void aBadFileFailsTheStartWithFileAndLine() {
        Path file = UsersText.write(folder, "# ours", "alice hunter2");
        PluginFailure failure = assertThrows(
                PluginFailure.class, () -> PluginTester.of(GROUP, Passwords.sharing(PasswordsTester.options(file))));
        assertTrue(failure.getMessage().contains(file + ":2: word 2: a word of 7 characters"), failure.getMessage());
        assertEquals(BadFileException.class, failure.getCause().getClass());
    }

    @Test
    void aFileThatChangesIsReadAgainAndABadOneIsNot() throws Exception {
        Path path = UsersText.write(folder, "alice " + UsersText.hash("old"));
        ReloadingFile<Users> file = Passwords.file(PasswordsTester.options(path));
        try (PluginTester tester = PluginTester.of(GROUP, Passwords.sharing(PasswordsTester.options(path), file))) {
            replace(path, "alice " + UsersText.hash("new and longer"), "bob " + UsersText.hash("builder"));
            lookUntil(tester, () -> file.value().size() == 2);
            assertEquals(accepted("alice"), tester.ask(Events.authenticate("alice", "new and longer")));
            assertEquals(accepted("bob"), tester.ask(Events.authenticate("bob", "builder")));
            replace(path, "rubbish");
            assertFalse(file.refresh());
            assertEquals(accepted("bob"), tester.ask(Events.authenticate("bob", "builder")));
        }
    }

    @Test
    void aRefusalTakesItsTime() {
        Path file = UsersText.write(folder, "alice " + UsersText.hash("wonderland"));
        PasswordsOptions options = new PasswordsOptions(file, Set.of("PLAIN"), 1000, 1);
        try (PluginTester tester = PluginTester.of(GROUP, Passwords.sharing(options))) {
            assertEquals(PlainMechanismTest.REFUSED.withDelay(1000), tester.ask(Events.authenticate("alice", "wrong")));
            assertEquals(accepted("alice"), tester.ask(Events.authenticate("alice", "wonderland")));
        }
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnceAndWhatIsTooLateIsNotHashed() throws Exception {
        Vertx vertx = Vertx.vertx();
        HashWorkers workers = new HashWorkers(vertx, 1);
        CountDownLatch gate = new CountDownLatch(1);
        try {
            var first = workers.check(60_000, () -> passed(gate));
            for (int i = 1; i < 49; i++) {
                workers.check(60_000, () -> true);
            }
            var late = workers.check(0, () -> true);
            var one = workers.check(60_000, () -> true);
            assertBusy(one);
            gate.countDown();
            assertTrue(await(first));
            assertBusy(late);
            assertTrue(await(workers.check(60_000, () -> true)));
        } finally {
            gate.countDown();
            await(vertx.close());
        }
    }

    @Test
    void badOptionsAreNamed() {
        Path file = folder.resolve("users");
        assertThrows(IllegalArgumentException.class, () -> new PasswordsOptions(file, Set.of(), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new PasswordsOptions(file, Set.of("CRAM-MD5"), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new PasswordsOptions(file, Set.of("PLAIN"), 60_001, 1));
        assertThrows(IllegalArgumentException.class, () -> new PasswordsOptions(file, Set.of("PLAIN"), 0, 0));
    }

    /** The file is read on a thread that the tester does not wait for. */
    private static void lookUntil(PluginTester tester, BooleanSupplier read) {
        long end = System.nanoTime() + PATIENCE;
        while (!read.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "the file is not read again");
            tester.advance(Duration.ofMillis(ReloadingFile.INTERVAL));
        }
    }

    private static boolean passed(CountDownLatch gate) {
        try {
            gate.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertBusy(Future<Boolean> check) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> await(check));
        assertEquals(HashWorkers.BusyException.class, failure.getCause().getClass());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void replace(Path file, String... lines) throws Exception {
        Path next = Files.writeString(folder.resolve("next"), String.join("\n", lines) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Decision accepted(String user) {
        return Decision.accept().withAuthenticated(user);
    }
}
