package dev.postern.maildir;

import static dev.postern.contract.DeliveryResult.Outcome.DELIVERED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.testkit.EventScene;
import dev.postern.testkit.Events;
import dev.postern.testkit.PluginTester;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaildirTest {
    private static final String MESSAGE = "Received: from x\r\nSubject: test\r\n\r\n.\r\n..two\r\nlone\n\rend";

    @TempDir
    Path folder;

    private Mails mails;
    private PluginTester tester;
    private PluginTester sharing;

    @BeforeEach
    void deploy() {
        Path path = folder.resolve("made/mail");
        mails = new Mails(path);
        tester = tester(new MaildirOptions(path, true, "home.example"));
        sharing = tester(new MaildirOptions(path, false, "home.example"));
    }

    @AfterEach
    void undeploy() {
        tester.close();
        sharing.close();
    }

    @Test
    void aMessageIsOneFileWithItsTraceFields() throws IOException {
        Decision decision = tester.ask(Events.deliver(MESSAGE, "Alice@Example.org"));

        assertEquals(List.of(DELIVERED), Mails.outcomes(decision));
        assertEquals(
                "Alice@Example.org", Mails.results(decision).get(0).recipient().toString());
        assertEquals(
                "Return-Path: <sender@example.com>\r\nDelivered-To: Alice@Example.org\r\n" + MESSAGE,
                mails.text("example.org/alice"));
    }

    @Test
    void everyOctetIsStoredAsItCame() throws IOException {
        byte[] octets = new byte[256 * 100];
        IntStream.range(0, octets.length).forEach(i -> octets[i] = (byte) (i * 7 + i / 256));

        sharing.ask(Events.deliver(Buffer.buffer(octets)));

        assertArrayEquals(after("Return-Path: <sender@example.com>\r\n", octets), mails.octets("example.org/alice"));
    }

    @Test
    void twentyMegabytesArePulledForEveryRecipient() throws IOException {
        byte[] octets = new byte[20 * 1024 * 1024 + 17];
        new Random(2).nextBytes(octets);

        Decision decision = tester.ask(Events.deliver(Buffer.buffer(octets), "alice@example.org", "bob@example.net"));

        assertEquals(List.of(DELIVERED, DELIVERED), Mails.outcomes(decision));
        String sender = "Return-Path: <sender@example.com>\r\n";
        assertArrayEquals(
                after(sender + "Delivered-To: alice@example.org\r\n", octets), mails.octets("example.org/alice"));
        assertArrayEquals(after(sender + "Delivered-To: bob@example.net\r\n", octets), mails.octets("example.net/bob"));
    }

    @Test
    void aTransactionDeliveredTwiceLeavesOneFile() {
        assertEquals(List.of(DELIVERED), Mails.outcomes(tester.ask(Events.deliver(MESSAGE))));
        assertEquals(List.of(DELIVERED), Mails.outcomes(tester.ask(Events.deliver(MESSAGE))));

        mails.only("example.org/alice");
    }

    @Test
    void aMessageThatWasReadIsNotDeliveredAgain() throws IOException {
        tester.ask(Events.deliver(MESSAGE));
        Path file = mails.only("example.org/alice");
        Path read = mails.path().resolve("example.org/alice/cur/" + file.getFileName() + ":2,FS");
        Files.move(file, read);

        assertEquals(List.of(DELIVERED), Mails.outcomes(tester.ask(Events.deliver(MESSAGE))));

        assertEquals(List.of(read), mails.all());
    }

    @Test
    void aSecondDeliveryReachesThoseWhomTheFirstDidNot() throws IOException {
        tester.ask(Events.deliver(MESSAGE, "alice@example.org"));
        tester.ask(Events.deliver(MESSAGE, "bob@example.org", "alice@example.org"));

        assertTrue(mails.text("example.org/alice").endsWith(MESSAGE));
        assertTrue(mails.text("example.org/bob").endsWith(MESSAGE));
    }

    @Test
    void anotherTransactionIsAnotherMessage() {
        tester.ask(Events.deliver(MESSAGE));
        tester.ask(EventScene.standard()
                .withRecipients("alice@example.org")
                .withTransaction(2)
                .deliver(Buffer.buffer(MESSAGE)));

        assertEquals(2, mails.in("example.org/alice/new").size());
    }

    @Test
    void recipientsShareOneFileWhereNothingSaysWhoseItIs() throws IOException {
        sharing.ask(Events.deliver(MESSAGE, "alice@example.org", "bob@example.org", "carol@example.net"));

        Object alice = inode(mails.only("example.org/alice"));
        assertEquals(alice, inode(mails.only("example.org/bob")));
        assertEquals(alice, inode(mails.only("example.net/carol")));
        assertEquals("Return-Path: <sender@example.com>\r\n" + MESSAGE, mails.text("example.net/carol"));
    }

    @Test
    void deliveredToGivesEachRecipientAFileOfItsOwn() throws IOException {
        tester.ask(Events.deliver(MESSAGE, "alice@example.org", "bob@example.org"));

        assertNotEquals(inode(mails.only("example.org/alice")), inode(mails.only("example.org/bob")));
        assertTrue(mails.text("example.org/bob").contains("\r\nDelivered-To: bob@example.org\r\n" + MESSAGE));
    }

    @Test
    void spellingsOfOneAddressHaveOneMailboxAndOneFile() {
        Decision decision = tester.ask(
                Events.deliver(MESSAGE, "info@bücher.example", "INFO@xn--bcher-kva.example", "Info@BÜCHER.example"));

        assertEquals(List.of(DELIVERED, DELIVERED, DELIVERED), Mails.outcomes(decision));
        assertEquals(List.of(mails.only("xn--bcher-kva.example/info")), mails.all());
    }

    @Test
    void theNullSenderIsWrittenAsEmptyBrackets() throws IOException {
        sharing.ask(EventScene.standard()
                .withSender("")
                .withRecipients("alice@example.org")
                .deliver(Buffer.buffer(MESSAGE)));

        assertEquals("Return-Path: <>\r\n" + MESSAGE, mails.text("example.org/alice"));
    }

    @Test
    void aSenderThatNeedsQuotesIsQuoted() throws IOException {
        sharing.ask(EventScene.standard()
                .withSender("\"a b\"@example.com")
                .withRecipients("alice@example.org")
                .deliver(Buffer.buffer(MESSAGE)));

        assertTrue(mails.text("example.org/alice").startsWith("Return-Path: <\"a b\"@example.com>\r\n"));
    }

    @Test
    void postmasterWithoutADomainIsThatOfTheDefaultDomain() throws IOException {
        Decision decision = tester.ask(Events.deliver(MESSAGE, "Postmaster"));

        assertEquals("Postmaster", Mails.results(decision).get(0).recipient().toString());
        assertTrue(mails.text("home.example/postmaster").contains("\r\nDelivered-To: Postmaster@home.example\r\n"));
    }

    @Test
    void aLocalPartMayBeUtf8() throws IOException {
        tester.ask(EventScene.standard()
                .withSender("жук@example.com")
                .withRecipients("Jürgen☺@example.org")
                .deliver(Buffer.buffer(MESSAGE)));

        String name = SafeName.of("jürgen☺", SafeName.LIMIT);
        assertTrue(name.endsWith("%E2%98%BA"));
        assertEquals(
                "Return-Path: <жук@example.com>\r\nDelivered-To: Jürgen☺@example.org\r\n" + MESSAGE,
                new String(mails.octets("example.org/" + name), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"../x\"@example.org",
                "\"../../../../x\"@example.org",
                "\"a/b\"@example.org",
                "\".\"@example.org",
                "\"..\"@example.org",
                "\".hidden\"@example.org",
                "\"a\\\\b:c*?\"@example.org",
                "x@..",
                "x@../..",
                "x@/etc",
                "x@[IPv6:2001:db8::1]",
                "@example.org"
            })
    void noAddressLeavesTheFolder(String address) throws IOException {
        assertEquals(List.of(DELIVERED), Mails.outcomes(tester.ask(Events.deliver(MESSAGE, address))));

        List<Path> files = new Mails(folder).all();
        assertEquals(1, files.size());
        Path within = mails.path().relativize(files.get(0));
        assertEquals(4, within.getNameCount(), within::toString);
        assertEquals("new", within.getName(2).toString());
        assertFalse(within.getName(0).toString().startsWith("."));
        assertFalse(within.getName(1).toString().startsWith("."));
    }

    @Test
    void aVeryLongLocalPartIsDelivered() {
        String address = "ü".repeat(400) + "@example.org";

        assertEquals(List.of(DELIVERED), Mails.outcomes(tester.ask(Events.deliver(MESSAGE, address))));
        assertEquals(1, mails.all().size());
    }

    @Test
    void mailIsForNobodyButTheServersUser() throws IOException {
        tester.ask(Events.deliver(MESSAGE));

        Path file = mails.only("example.org/alice");
        assertEquals("rw-------", permissions(file));
        for (Path made = file.getParent(); !made.equals(folder); made = made.getParent()) {
            assertEquals("rwx------", permissions(made));
        }
    }

    @Test
    void anInboxThatKeepsOctetsAndUtf8Declares() {
        var declaration = tester.manifest().declaration();
        assertTrue(declaration.inbox());
        assertEquals(Set.of("8BITMIME", "BINARYMIME", "SMTPUTF8", "REQUIRETLS"), declaration.extensions());
    }

    private static PluginTester tester(MaildirOptions options) {
        return PluginTester.of(GroupOptions.worker("maildir").withInstances(1), () -> new Maildir(options));
    }

    private static byte[] after(String header, byte[] octets) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(header.getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(octets);
        return whole.toByteArray();
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
