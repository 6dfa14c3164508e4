package dev.postern.maildir;

import static dev.postern.contract.DeliveryResult.Outcome.DELIVERED;
import static dev.postern.contract.DeliveryResult.Outcome.LATER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.contract.ContentReference;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.wire.Addresses;
import dev.postern.testkit.Events;
import dev.postern.testkit.PluginFailure;
import dev.postern.testkit.PluginTester;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MaildirFailureTest {
    private static final String MESSAGE = "Subject: test\r\n\r\nbody\r\n";

    @TempDir
    Path folder;

    @Test
    void aMailboxThatCannotBeMadeKeepsTheMessageFromAll() throws IOException {
        Files.createDirectories(folder.resolve("example.org"));
        Files.createFile(folder.resolve("example.org/bob"));
        try (PluginTester tester = tester(folder)) {
            Decision decision = tester.ask(Events.deliver(MESSAGE, "alice@example.org", "bob@example.org"));

            assertEquals(List.of(LATER, LATER), Mails.outcomes(decision));
            assertEquals(
                    "451 4.3.0 the message could not be stored now, try again later",
                    Mails.results(decision).get(0).reply().toString());
            assertEquals(List.of(), new Mails(folder).in("example.org/alice"));
        }
    }

    @Test
    void whatWasPublishedBeforeAFailureIsTakenBack() throws IOException {
        Path elsewhere = Path.of("/proc/self/fdinfo");
        assumeTrue(Files.isDirectory(elsewhere), "a folder in which nobody can make a file");
        Files.createDirectories(folder.resolve("example.org/bob"));
        Path broken = Files.createSymbolicLink(folder.resolve("example.org/bob/new"), elsewhere);
        try (PluginTester tester = tester(folder)) {
            Deliver event = Events.deliver(MESSAGE, "alice@example.org", "bob@example.org");
            assertEquals(List.of(LATER, LATER), Mails.outcomes(tester.ask(event)));
            assertEquals(List.of(), new Mails(folder).all());

            Files.delete(broken);
            assertEquals(List.of(DELIVERED, DELIVERED), Mails.outcomes(tester.ask(event)));
            assertEquals(2, new Mails(folder).all().size());
        }
    }

    @Test
    void contentThatCannotBePulledLeavesNothing() {
        Deliver whole = Events.deliver("x".repeat(100_000));
        ContentReference nowhere = new ContentReference(100_000, null, null, null);
        try (PluginTester tester = tester(folder)) {
            Decision decision = directly(tester, new Deliver(whole.common(), nowhere, false));

            assertEquals(List.of(LATER), Mails.outcomes(decision));
            assertEquals(List.of(), new Mails(folder).all());
        }
    }

    @Test
    void aFileOfThisJvmIsCopiedBehindItsHead() throws IOException {
        byte[] body = "x\r\n".repeat(50_000).getBytes();
        Path spooled = Files.write(folder.resolve("spooled"), body);
        Buffer head = Buffer.buffer("Received: from y\r\n");
        Deliver event = Events.deliver("");
        try (PluginTester tester = tester(folder.resolve("mail"))) {
            ContentReference content = new ContentReference(head.length() + body.length, head, null, spooled);
            assertEquals(
                    List.of(DELIVERED), Mails.outcomes(directly(tester, new Deliver(event.common(), content, false))));
        }
        String text = new Mails(folder.resolve("mail")).text("example.org/alice");
        assertEquals(
                "Return-Path: <sender@example.com>\r\nDelivered-To: alice@example.org\r\nReceived: from y\r\n"
                        + new String(body),
                text);
    }

    @Test
    void contentOfAnotherLengthThanAnnouncedIsNotTaken() throws IOException {
        Path spooled = Files.write(folder.resolve("spooled"), new byte[99_999]);
        Deliver event = Events.deliver("");
        Path path = folder.resolve("mail");
        try (PluginTester tester = tester(path)) {
            ContentReference content = new ContentReference(100_000, null, null, spooled);
            assertEquals(List.of(LATER), Mails.outcomes(directly(tester, new Deliver(event.common(), content, false))));
        }
        assertEquals(List.of(), new Mails(path).all());
    }

    @Test
    void theSameTransactionFromAllSidesLeavesOneFile() {
        MaildirOptions options = new MaildirOptions(folder, true, "home.example");
        GroupOptions group = GroupOptions.worker("maildir").withInstances(8);
        try (PluginTester tester = PluginTester.of(group, () -> new Maildir(options))) {
            Deliver event = Events.deliver(MESSAGE, "alice@example.org", "bob@example.org");
            List<Decision> decisions = IntStream.range(0, 64)
                    .parallel()
                    .mapToObj(i -> tester.ask(event))
                    .toList();

            decisions.forEach(decision -> assertEquals(List.of(DELIVERED, DELIVERED), Mails.outcomes(decision)));
        }
        Mails mails = new Mails(folder);
        mails.only("example.org/alice");
        mails.only("example.org/bob");
    }

    @Test
    @Timeout(300)
    void oldFilesInTmpAreRemovedAtTheStart() throws Exception {
        Path tmp = Files.createDirectories(folder.resolve("example.org/alice/tmp"));
        Path old = aged(tmp.resolve("old"), Duration.ofHours(37));
        Path young = aged(tmp.resolve("young"), Duration.ofHours(35));
        Path read = aged(
                Files.createDirectories(folder.resolve("example.org/alice/cur")).resolve("mail"), Duration.ofDays(99));
        try (PluginTester tester = tester(folder)) {
            while (Files.exists(old)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertEquals("maildir", tester.manifest().group());
        }
        assertEquals(List.of(read, young), new Mails(folder).all());
    }

    @Test
    void theSweepLooksAtABoundedNumberOfFiles() throws IOException {
        Path tmp = Files.createDirectories(folder.resolve("example.org/alice/tmp"));
        for (int i = 0; i < 10; i++) {
            aged(tmp.resolve("old" + i), Duration.ofHours(37));
        }
        assertEquals(3, new Leftovers(Instant.now(), 5).sweep(folder));
        assertEquals(7, new Leftovers(Instant.now(), 1000).sweep(folder));
    }

    @Test
    void aPathThatIsAFileStopsTheStart() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (Path path : List.of(file, file.resolve("below"))) {
            PluginFailure failure = assertThrows(PluginFailure.class, () -> tester(path));
            assertEquals(PluginFailure.Kind.START, failure.kind());
            String message = failure.getCause().getMessage();
            assertTrue(message.startsWith("maildir path '" + path + "': "), message);
            assertTrue(message.endsWith(", expected a folder that can be written to"), message);
        }
    }

    @Test
    void anEventLoopIsNoPlaceForIt() {
        MaildirOptions options = new MaildirOptions(folder, true, "home.example");
        PluginFailure failure = assertThrows(PluginFailure.class, () -> PluginTester.of(() -> new Maildir(options)));
        assertEquals(
                "maildir on an event loop, expected a worker group",
                failure.getCause().getMessage());
    }

    @Test
    void aFullDiskIsRecognized() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "a device that is always full");
        try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
            IOException failure = assertThrows(IOException.class, () -> Disk.write(channel, new byte[10]));
            assertTrue(Disk.isFull(failure, folder, 10));
        }
        assertTrue(Disk.isFull(new IOException("voll"), folder, Long.MAX_VALUE));
        assertFalse(Disk.isFull(new IOException("Input/output error"), folder, 1));
        assertFalse(Disk.isFull(new IllegalStateException("No space left on device"), folder, 1));
    }

    private static PluginTester tester(Path path) {
        MaildirOptions options = new MaildirOptions(path, true, "home.example");
        return PluginTester.of(GroupOptions.worker("maildir").withInstances(1), () -> new Maildir(options));
    }

    /** Asks the instance as a server in the same JVM does: by reference. */
    private static Decision directly(PluginTester tester, Deliver event) {
        String address = Addresses.instance("maildir", tester.manifest().node(), 0);
        return tester.vertx()
                .eventBus()
                .<Decision>request(address, event, Node.byReference())
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .body();
    }

    private static Path aged(Path file, Duration age) throws IOException {
        Files.createFile(file);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }
}
