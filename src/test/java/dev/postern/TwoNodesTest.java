package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.Mails.Envelope;
import dev.postern.launcher.Main;
import dev.postern.launcher.PluginsNode;
import dev.postern.launcher.TestNode;
import dev.postern.testkit.server.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The proof of the contract: the SMTP server here, every plugin in another process, one of them a third party's. What they say
 * to each other is what any program on the bus can say.
 */
@Timeout(300)
class TwoNodesTest {
    private static final int TWENTY_MEGABYTES = 20_000_000;
    private static final String SENDER = "anna@example.net";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    @TempDir
    static Path folder;

    private static Cluster cluster;
    private static OtherJvm plugins;
    private static TestNode server;

    @BeforeAll
    static void start() throws IOException {
        cluster = new Cluster(3);
        plugins = plugins(0);
        List<String> arguments = new ArrayList<>(cluster.member(1));
        arguments.addAll(List.of("--deploy", "smtp", "--set", "smtp.instances=2"));
        arguments.addAll(List.of("--set", "smtp.listeners=[{port: 0, tls: none}]", "--set", "log.level=error"));
        String chain = "[{group: doorman, required: true}, {group: recipients, required: true, admits: true},"
                + " {group: maildir, required: true}]";
        arguments.addAll(List.of("--set", "chains.default=" + chain));
        server = TestNode.start(folder.resolve("server"), arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        plugins.close();
    }

    @Test
    void connectRcptToAndTwentyMegabytesToDeliverAreDecidedInAnotherProcess() throws IOException {
        byte[] content = Mails.big(TWENTY_MEGABYTES);
        try (SmtpClient client = SmtpClient.connect(server.clearPort())) {
            client.expect("220 localhost let in by process " + plugins.pid());
            client.ask("EHLO client.example", "250");
            client.ask("MAIL FROM:<" + SENDER + "> BODY=8BITMIME", "250");
            client.ask("RCPT TO:<somebody@elsewhere.example>", "550 5.7.1");
            client.ask("RCPT TO:<big@localhost>", "250");
            client.ask("DATA", "354");
            client.sendContent(content);
            client.expect("250 2.0.0");
            client.ask("QUIT", "221");
        }
        Mails.assertHolds(folder.resolve("plugins/mail"), new Envelope(SENDER, "big@localhost"), content);
    }

    @Test
    void commandsOfAnotherProcessReachTheConnectionAndAWrongKeyIsRefusedThere() throws IOException {
        try (SmtpClient client = SmtpClient.connect(server.clearPort())) {
            client.expect("220 localhost");
            String reply = client.ask("EHLO commands.example", "250-sent from afar");
            assertTrue(reply.contains("250-localhost client 127.0.0.1, mallory FORBIDDEN"), reply);
            client.ask("MAIL FROM:<" + SENDER + ">", "250 2.1.0 data {\"written\":20}, user null");
        }
        try (SmtpClient client = SmtpClient.connect(server.clearPort())) {
            client.expect("220 localhost");
            client.ask("EHLO unwanted.example", "550 5.7.1 shown out from afar");
            client.expectClosed();
        }
    }

    @Test
    void aKilledProcessCostsTheDeclaredFailureAndItsSuccessorGoesOnInTheSameSession() throws IOException {
        byte[] content = Mails.difficult();
        long killed = plugins.pid();
        try (SmtpClient client = SmtpClient.connect(server.clearPort())) {
            client.expect("220 localhost let in by process " + killed);
            client.ask("EHLO client.example", "250");
            client.ask("MAIL FROM:<" + SENDER + "> BODY=8BITMIME", "250");
            client.ask("RCPT TO:<before@localhost>", "250");
            plugins.kill();
            client.ask("RCPT TO:<meanwhile@localhost>", "451 4.3.0");
            try (SmtpClient other = SmtpClient.connect(server.clearPort())) {
                other.expect("421 ");
            }
            plugins = plugins(2);
            awaitSuccessor();
            awaitService(client, "RCPT TO:<after@localhost>");
            client.ask("DATA", "354");
            client.sendContent(content);
            client.expect("250 2.0.0");
            client.ask("QUIT", "221");
        }
        for (String name : List.of("before", "after")) {
            Envelope envelope = new Envelope(SENDER, name + "@localhost");
            Mails.assertHolds(folder.resolve("plugins/mail"), envelope, content);
        }
        assertNotEquals(killed, plugins.pid());
        try (SmtpClient client = SmtpClient.connect(server.clearPort())) {
            client.expect("220 localhost let in by process " + plugins.pid());
        }
    }

    @Test
    void aClusterIsRefusedWhileItsLinksAreNotEncryptedUnlessTheOperatorInsists() throws IOException {
        List<String> arguments = new ArrayList<>(TestNode.settings(folder.resolve("refused")));
        arguments.add("--cluster");
        try (OtherJvm refused = OtherJvm.main(folder, Main.class, arguments)) {
            assertEquals(2, refused.exitCode());
            assertTrue(refused.output().contains("cluster.insecure=true"), refused.output());
        }
    }

    /** Until the server has found all groups of the successor, which do not come at the same moment. */
    private static void awaitSuccessor() throws IOException {
        long began = System.nanoTime();
        while (!takesMail()) {
            assertTrue(plugins.isAlive(), plugins.output());
            assertTrue(System.nanoTime() - began < PATIENCE, plugins.output());
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static boolean takesMail() {
        try (SmtpClient client = SmtpClient.connect(server.clearPort())) {
            String reply = client.reply();
            List<String> commands =
                    List.of("EHLO client.example", "MAIL FROM:<" + SENDER + ">", "RCPT TO:<ready@localhost>", "DATA");
            for (int i = 0; i < commands.size() && isPositive(reply); i++) {
                reply = client.ask(commands.get(i));
            }
            if (isPositive(reply)) {
                client.sendContent(Mails.difficult());
                reply = client.reply();
            }
            return isPositive(reply);
        }
    }

    private static boolean isPositive(String reply) {
        return reply != null && reply.charAt(0) < '4';
    }

    /** Until this session's event loop has found the successor too, each attempt costs the declared failure and nothing else. */
    private static void awaitService(SmtpClient client, String command) throws IOException {
        long began = System.nanoTime();
        while (true) {
            client.send((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String reply = client.reply();
            if (reply.startsWith("250")) {
                return;
            }
            assertTrue(reply.startsWith("451 4.3.0"), reply);
            assertTrue(plugins.isAlive(), plugins.output());
            assertTrue(System.nanoTime() - began < PATIENCE, plugins.output());
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static OtherJvm plugins(int member) throws IOException {
        List<String> arguments = new ArrayList<>(TestNode.settings(folder.resolve("plugins")));
        arguments.addAll(cluster.member(member));
        arguments.addAll(List.of("--deploy", "recipients,maildir"));
        return OtherJvm.main(folder, PluginsNode.class, arguments);
    }
}
