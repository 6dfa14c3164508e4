package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Plugins;
import dev.postern.launcher.TestNode;
import dev.postern.passwords.users.NewCredentials;
import dev.postern.passwords.users.UsersFile;
import dev.postern.testkit.server.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Users of a file log in to a real server, with clients that others have written; those not installed are skipped. */
@Timeout(120)
class LoginsTest {
    private static final String USER = "alice@localhost";
    private static final String PASSWORD = "wonderland";
    private static final String TOKEN = "a-token-of-alice";
    private static final long PATIENCE = 60;

    /** SCRAM (RFC 5802) as its text has it, bound to the server's certificate or not. */
    private static final String SCRAM = """
            import base64, hashlib, hmac, os, smtplib, ssl, sys
            port, mechanism, user, password = sys.argv[1:]
            b64 = lambda octets: base64.b64encode(octets).decode()
            mac = lambda key, text: hmac.new(key, text.encode(), "sha256").digest()
            client = smtplib.SMTP("127.0.0.1", int(port), "client.example", timeout=60)
            client.starttls(context=ssl._create_unverified_context())
            client.ehlo("client.example")
            assert mechanism in client.esmtp_features["auth"].split(), client.esmtp_features
            def say(line, expected):
                code, text = client.docmd(line)
                assert code == expected, (code, text)
                return base64.b64decode(text).decode() if code == 334 else text
            plus = mechanism.endswith("-PLUS")
            header = "p=tls-server-end-point,," if plus else "n,,"
            end_point = hashlib.sha256(client.sock.getpeercert(True)).digest() if plus else b""
            bare = "n=" + user + ",r=" + b64(os.urandom(18))
            first = say("AUTH " + mechanism + " " + b64((header + bare).encode()), 334)
            nonce, salt, rounds = [part[2:] for part in first.split(",")]
            salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(rounds))
            last = "c=" + b64(header.encode() + end_point) + ",r=" + nonce
            message = bare + "," + first + "," + last
            key = mac(salted, "Client Key")
            proof = bytes(a ^ b for a, b in zip(key, mac(hashlib.sha256(key).digest(), message)))
            signature = say(b64((last + ",p=" + b64(proof)).encode()), 334)
            assert signature == "v=" + b64(mac(mac(salted, "Server Key"), message))
            say("", 235)
            client.quit()
            """;

    private static final String SMTPLIB = """
            import smtplib, ssl, sys
            port, mechanism, user, password = sys.argv[1:]
            client = smtplib.SMTP("127.0.0.1", int(port), "client.example", timeout=60)
            client.starttls(context=ssl._create_unverified_context())
            client.ehlo("client.example")
            client.user, client.password = user, password
            method = getattr(client, "auth_" + mechanism.lower())
            print(client.auth(mechanism, method, initial_response_ok=mechanism == "PLAIN"))
            client.quit()
            """;

    private static final BlockingQueue<Report> TOLD = new LinkedBlockingQueue<>();

    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        UsersFile users = new UsersFile(folder.resolve("users"));
        users.add(USER, new NewCredentials(PASSWORD, false, true, List.of(TOKEN), List.of()));
        node = TestNode.start(
                folder,
                vertx -> Plugins.observe(vertx, "logins", Set.of(Stage.AUTHENTICATE), TOLD::add),
                "--set",
                "plugins.passwords.file=" + folder.resolve("users"),
                "--set",
                "plugins.passwords.mechanisms=[PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-256-PLUS, OAUTHBEARER]",
                "--set",
                "plugins.passwords.delay=0s",
                "--set",
                "chains.default=[{group: passwords}, {group: recipients, admits: true}]");
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void aUserLogsInAndSendsMail() throws Exception {
        try (SmtpClient client = SmtpClient.connectTls(node.implicitTlsPort())) {
            client.expect("220");
            String offered = client.ask("EHLO client.example", "250");
            assertTrue(offered.contains("AUTH LOGIN OAUTHBEARER PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS"), offered);
            client.ask("AUTH PLAIN " + base64("\0" + USER + "\0wrong"), "535 5.7.8");
            client.ask("AUTH PLAIN " + base64("\0nobody\0" + PASSWORD), "535 5.7.8");
            client.ask("AUTH PLAIN " + base64("\0" + USER + "\0" + PASSWORD), "235 2.7.0");
            client.mail(
                    "<anna@example.net>",
                    "<you@localhost>",
                    "Subject: hello\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
            client.ask("QUIT", "221");
        }
        Path mailbox = folder.resolve("mail/localhost/you/new");
        try (Stream<Path> mails = Files.list(mailbox)) {
            String mail = Files.readString(mails.findFirst().orElseThrow());
            assertTrue(mail.contains("with ESMTPSA"), mail);
        }
    }

    @Test
    void aTokenLogsInAndAnythingElseGetsTheErrorAndTheEnd() {
        try (SmtpClient client = SmtpClient.connectTls(node.implicitTlsPort())) {
            client.expect("220");
            client.ask("EHLO client.example", "250");
            client.ask(
                    "AUTH OAUTHBEARER " + base64("n,,\1auth=Bearer wrong\1\1"),
                    "334 " + base64("{\"status\":\"invalid_token\"}"));
            client.ask(base64("\1"), "535 5.7.8");
            client.ask("AUTH OAUTHBEARER", "334 ");
            client.ask(base64("n,a=" + USER + ",\1auth=Bearer " + TOKEN + "\1\1"), "235 2.7.0");
            client.ask("QUIT", "221");
        }
    }

    @Test
    void noSecretIsToldOrLogged() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(log);
        TOLD.clear();
        List<String> heard = new ArrayList<>();
        try (SmtpClient client = SmtpClient.connectTls(node.implicitTlsPort())) {
            client.expect("220");
            client.ask("EHLO client.example", "250");
            client.ask("AUTH PLAIN " + base64("\0" + USER + "\0" + PASSWORD + "!"), "535 5.7.8");
            client.ask("AUTH OAUTHBEARER " + base64("n,,\1auth=Bearer " + TOKEN + "\1\1"), "235 2.7.0");
            client.ask("QUIT", "221");
            for (int i = 0; i < 2; i++) {
                Report told = TOLD.poll(PATIENCE, TimeUnit.SECONDS);
                heard.add(told + " " + told.toJson());
            }
        } finally {
            logger.detachAppender(log);
            logger.setLevel(Level.WARN);
        }
        log.list.forEach(event -> heard.add(event.getFormattedMessage() + event.getKeyValuePairs()));
        assertTrue(heard.stream().anyMatch(text -> text.contains("535 5.7.8")), "the refusal at least is logged");
        for (String text : heard) {
            for (String secret : List.of(PASSWORD, TOKEN, base64("\0" + USER + "\0" + PASSWORD + "!"))) {
                assertFalse(text.contains(secret), text);
            }
        }
    }

    @Test
    void anExchangeThatIsCancelledEndsAndAnotherMayBegin() {
        try (SmtpClient client = SmtpClient.connectTls(node.implicitTlsPort())) {
            client.expect("220");
            client.ask("EHLO client.example", "250");
            client.ask("AUTH SCRAM-SHA-256 " + base64("n,,n=" + USER + ",r=abc"), "334 ");
            client.ask("*", "501 5.7.0");
            client.ask("AUTH SCRAM-SHA-256 =", "535 5.7.8");
            client.ask("AUTH SCRAM-SHA-256 " + base64("n,,n=" + USER + ",r=abc"), "334 ");
            client.ask(base64("c=biws,r=abc,p=AAAA"), "535 5.7.8");
            client.ask("QUIT", "221");
        }
    }

    @ParameterizedTest
    @CsvSource({"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"})
    void scramProvesBothSides(String mechanism) throws Exception {
        assertEquals(0, python(SCRAM, mechanism, PASSWORD));
        assertEquals(1, python(SCRAM, mechanism, "wrong"));
        assertTrue(output().contains("535, b'5.7.8"), LoginsTest::output);
    }

    @ParameterizedTest
    @CsvSource({"PLAIN", "LOGIN"})
    void smtplibLogsIn(String mechanism) throws Exception {
        assertEquals(0, python(SMTPLIB, mechanism, PASSWORD));
        assertTrue(output().contains("235, b'2.7.0"), LoginsTest::output);
    }

    @ParameterizedTest
    @CsvSource({"PLAIN", "LOGIN"})
    void swaksLogsIn(String mechanism) throws Exception {
        assumeTrue(ForeignClient.SWAKS.isInstalled(), "skipped: swaks is not installed");
        List<String> command = new ArrayList<>(List.of("swaks", "-tls", "--auth", mechanism, "--auth-user", USER));
        command.addAll(List.of("--auth-password", PASSWORD, "--server", "127.0.0.1:" + node.startTlsPort()));
        command.addAll(List.of("--helo", "client.example", "--quit-after", "AUTH"));
        assertEquals(0, run(command), LoginsTest::output);
        assertTrue(output().contains("<~  235 2.7.0"), LoginsTest::output);
    }

    private static int python(String program, String mechanism, String password) throws Exception {
        assumeTrue(ForeignClient.PYTHON3.isInstalled(), "skipped: python3 is not installed");
        String port = String.valueOf(node.startTlsPort());
        return run(List.of("python3", "-c", program, port, mechanism, USER, password));
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, () -> command.get(0) + " does not end");
        return process.exitValue();
    }

    private static String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
