package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.Mails.Envelope;
import dev.postern.launcher.TestNode;
import dev.postern.testkit.server.SmtpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client on a bare socket sends lies in the mailbox, octet by octet, below the trace lines. */
@Timeout(300)
class MailArrivesTest {
    private static final int TWENTY_MEGABYTES = 20_000_000;
    private static final String SENDER = "anna@example.net";

    @TempDir
    static Path folder;

    private static TestNode node;

    private interface Connect {
        SmtpClient open() throws IOException;
    }

    @BeforeAll
    static void start() {
        node = TestNode.start(folder);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void anEightBitMessageWithDotsArrivesInClear() throws IOException {
        send(MailArrivesTest::clear, "difficult-clear", Mails.difficult());
    }

    @Test
    void itArrivesOverStartTls() throws IOException {
        send(MailArrivesTest::startTls, "difficult-starttls", Mails.difficult());
    }

    @Test
    void itArrivesOverImplicitTls() throws IOException {
        send(MailArrivesTest::implicitTls, "difficult-implicit", Mails.difficult());
    }

    @Test
    void twentyMegabytesArriveInClear() throws IOException {
        send(MailArrivesTest::clear, "big-clear", Mails.big(TWENTY_MEGABYTES));
    }

    @Test
    void twentyMegabytesArriveOverStartTls() throws IOException {
        send(MailArrivesTest::startTls, "big-starttls", Mails.big(TWENTY_MEGABYTES));
    }

    @Test
    void twentyMegabytesArriveOverImplicitTls() throws IOException {
        send(MailArrivesTest::implicitTls, "big-implicit", Mails.big(TWENTY_MEGABYTES));
    }

    @Test
    void anEmptyMessageArrives() throws IOException {
        send(MailArrivesTest::clear, "empty", new byte[0]);
    }

    @Test
    void aMessageAroundTheSizeThatStaysInMemoryArrives() throws IOException {
        for (int size : new int[] {49_151, 49_152, 49_153}) {
            byte[] content = new byte[size];
            Arrays.fill(content, (byte) 'x');
            content[size - 2] = '\r';
            content[size - 1] = '\n';
            send(MailArrivesTest::clear, "edge-" + size, content);
        }
    }

    @Test
    void addressesMayBeUtf8() throws IOException {
        byte[] content = Mails.difficult();
        try (SmtpClient client = startTls()) {
            client.mail("<jürgen@пример.example> SMTPUTF8 BODY=8BITMIME", "<用户@localhost>", content);
        }
        Mails.assertHolds(folder.resolve("mail"), new Envelope("jürgen@пример.example", "用户@localhost"), content);
    }

    @Test
    void aBounceHasAnEmptyReturnPath() throws IOException {
        byte[] content = Mails.difficult();
        try (SmtpClient client = clear()) {
            client.mail("<>", "<bounce@localhost>", content);
        }
        Mails.assertHolds(folder.resolve("mail"), new Envelope("", "bounce@localhost"), content);
    }

    @Test
    void severalMessagesOfOneConnectionAndSeveralRecipientsOfOneMessageArrive() throws IOException {
        byte[] content = Mails.difficult();
        try (SmtpClient client = clear()) {
            client.mail("<" + SENDER + ">", "<first@localhost>", content);
            client.ask("MAIL FROM:<" + SENDER + ">", "250");
            client.ask("RCPT TO:<second@localhost>", "250");
            client.ask("RCPT TO:<third@localhost>", "250");
            client.ask("DATA", "354");
            client.sendContent(content);
            client.expect("250");
            assertEquals("221", client.ask("QUIT", "221").substring(0, 3));
        }
        for (String name : new String[] {"first", "second", "third"}) {
            assertHolds(name, content);
        }
    }

    private static void send(Connect connect, String name, byte[] content) throws IOException {
        try (SmtpClient client = connect.open()) {
            client.mail("<" + SENDER + "> BODY=8BITMIME SIZE=" + content.length, "<" + name + "@localhost>", content);
            client.ask("QUIT", "221");
        }
        assertHolds(name, content);
    }

    private static void assertHolds(String name, byte[] content) throws IOException {
        Envelope envelope = new Envelope(SENDER, name + "@localhost");
        Mails.assertHolds(folder.resolve("mail"), envelope, content);
    }

    private static SmtpClient clear() throws IOException {
        return greeted(SmtpClient.connect(node.clearPort()));
    }

    private static SmtpClient startTls() throws IOException {
        SmtpClient client = greeted(SmtpClient.connect(node.startTlsPort()));
        client.startTls();
        client.ask("EHLO client.example", "250");
        return client;
    }

    private static SmtpClient implicitTls() throws IOException {
        return greeted(SmtpClient.connectTls(node.implicitTlsPort()));
    }

    private static SmtpClient greeted(SmtpClient client) throws IOException {
        client.expect("220 ");
        String offer = client.ask("EHLO client.example", "250");
        assertTrue(offer.contains("SMTPUTF8"), offer);
        return client;
    }
}
