package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.connection.SmtpConnection;
import dev.postern.smtp.content.ContentTest;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.LogWatch;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import dev.postern.smtp.testing.TlsClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STARTTLS and what clients do to it. */
class TlsTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder)
                .gated()
                .limits(Limits.of(50_000_000, 1000, 2048, 100, 200))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        server.expectNothingLeft();
        server.drainReports();
        server.delivered().clear();
    }

    @Test
    void connectIsAskedAndToldBeforeTheHandshakeThatFails() throws Exception {
        try (Telnet client = server.connect(TestServer.IMPLICIT)) {
            client.send("this is no handshake\r\n");
            List<Stage> stages = server.reportsUntilClose().stream()
                    .map(told -> told.event().stage())
                    .toList();
            assertEquals(List.of(Stage.CONNECT, Stage.CLOSE), stages);
        }
    }

    @Test
    void theInboxHearsOfTheEndThoughItIsNotInTheChain() throws Exception {
        try (Telnet client = server.connectTls()) {
            client.expect("220").expect("QUIT", "221");
        }
        String connection = server.reportsUntilClose().get(0).event().connection();
        TestServer.eventually("the inbox has heard", () -> server.closed().contains(connection));
    }

    @Test
    void aClientHelloInTheSamePacketAsStartTlsClosesTheConnection() throws Exception {
        byte[] hello = clientHello();
        byte[] command = "STARTTLS\r\n".getBytes();
        byte[] both = Arrays.copyOf(command, command.length + hello.length);
        System.arraycopy(hello, 0, both, command.length, hello.length);
        try (Telnet client = greeted()) {
            client.send(both).expectClosed();
        }
    }

    @Test
    void whatStandsBehindStartTlsIsNeverExecutedHoweverMuchIsPipelined() throws Exception {
        server.gate().hold(Stage.HELO);
        try (Telnet client = server.connect(TestServer.STARTTLS).expect("220")) {
            client.send("EHLO a.example\r\n" + "RSET\r\n".repeat(12_000) + "STARTTLS\r\nMAIL FROM:<a@b.example>\r\n");
            server.gate().awaitAsked();
            server.gate().open();
            String reply = client.reply();
            while (reply != null && reply.startsWith("250")) {
                reply = client.reply();
            }
            assertEquals(null, reply);
        }
        expectNoMail(server.reportsUntilClose());
    }

    @Test
    void startTlsAsTheLastLineOfAGroupThatFilledTheServerClosesOrUpgradesCleanly() throws Exception {
        for (int lines = 10_900; lines < 11_000; lines += 33) {
            server.gate().hold(Stage.HELO);
            try (Telnet client = server.connect(TestServer.STARTTLS).expect("220")) {
                client.send("EHLO a.example\r\n" + "RSET\r\n".repeat(lines) + "STARTTLS\r\n");
                server.gate().awaitAsked();
                server.gate().open();
                client.expect("250");
                for (int i = 0; i < lines; i++) {
                    client.expect("250");
                }
                String reply = client.reply();
                if (reply != null) {
                    assertTrue(reply.startsWith("220"), reply);
                    client.handshake();
                    client.expect("EHLO a.example", "250").expect("QUIT", "221");
                }
            }
        }
    }

    @Test
    void startTlsWhileAnEarlierDecisionIsAwaited() throws Exception {
        server.gate().hold(Stage.MAILFROM);
        try (Telnet client = greeted().send("MAIL FROM:<a@b.example>\r\nSTARTTLS\r\n")) {
            server.gate().awaitAsked();
            server.gate().open();
            client.expect("250 2.1.0").expect("220");
            client.handshake();
            client.expect("RCPT TO:<c@d.example>", "503").expect("EHLO a.example", "250");
            client.expect("RCPT TO:<c@d.example>", "503").expect("QUIT", "221").expectClosed();
        }
        List<Report> told = server.reportsUntilClose();
        assertEquals(
                1,
                told.stream()
                        .filter(fact -> fact.event().stage() == Stage.RESET)
                        .count());
    }

    @Test
    void garbageInPlaceOfAHandshakeClosesTheConnection() throws Exception {
        for (String garbage : List.of("\r\n", "EHLO a.example\r\n", "\u0016\u0003\u0001\uffff\uffff", "\0\0\0\0\0\0")) {
            try (Telnet client = greeted().expect("STARTTLS", "220").send(garbage)) {
                client.send("x".repeat(70_000));
                client.in().readAllBytes();
            } catch (IOException e) {
                // A reset is as good an end.
            }
            expectNoMail(server.reportsUntilClose());
        }
    }

    @Test
    void aHandshakeCutAnywhereLeavesNothing() throws Exception {
        byte[] hello = clientHello();
        for (int sent = 0; sent < hello.length; sent += 7) {
            Telnet client = greeted().expect("STARTTLS", "220").send(Arrays.copyOf(hello, sent));
            if (sent % 2 == 0) {
                client.close();
            } else {
                client.reset();
            }
            List<Report> told = server.reportsUntilClose();
            assertEquals(Stage.CLOSE, told.get(told.size() - 1).event().stage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void fiftyClientsUpgradeAtTheSameTimeAndTalkAtOnce(String protocol) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(50);
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(() -> {
                try (Telnet client = greeted().expect("STARTTLS", "220")) {
                    assertEquals(
                            protocol, client.handshake(protocol).getSession().getProtocol());
                    client.send("EHLO a.example\r\nNOOP\r\nQUIT\r\n");
                    client.expect("250").expect("250 2.0.0 Ok").expect("221").expectClosed();
                }
                return null;
            });
        }
        for (Future<Void> client : pool.invokeAll(clients, 120, TimeUnit.SECONDS)) {
            client.get();
        }
        pool.shutdown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aLargeMessageOverTlsIsUnchanged(String protocol) throws Exception {
        byte[] content = ContentTest.random(5_000_000, 4);
        try (Telnet client = greeted().expect("STARTTLS", "220")) {
            client.handshake(protocol);
            client.send("EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
            client.expect("250").expect("250").expect("250").expect("354");
            client.send(ContentTest.stuffed(content))
                    .expect("250")
                    .expect("QUIT", "221")
                    .expectClosed();
        }
        byte[] delivered = server.delivered().get(0).getBytes();
        assertTrue(Arrays.equals(
                content, Arrays.copyOfRange(delivered, delivered.length - content.length, delivered.length)));
    }

    @Test
    void aSecondHandshakeOnTheSameConnectionIsRefused() throws Exception {
        try (Telnet client = greeted().expect("STARTTLS", "220")) {
            SSLSocket socket = client.handshake("TLSv1.2");
            client.expect("EHLO a.example", "250");
            socket.getSession().invalidate();
            assertThrows(IOException.class, () -> {
                socket.startHandshake();
                client.expect("NOOP", "250");
                throw new AssertionError("renegotiated");
            });
        }
        List<Report> told = server.reportsUntilClose();
        assertEquals(Stage.CLOSE, told.get(told.size() - 1).event().stage());
    }

    @Test
    void oldProtocolsAreRefused() throws Exception {
        byte[] hello = clientHello();
        hello[1] = 3;
        hello[2] = 1;
        hello[9] = 3;
        hello[10] = 1;
        // Without its extensions this is a client that knows nothing above TLS 1.0.
        int session = hello[43];
        int ciphers = 44 + session;
        int length = ciphers + 2 + (hello[ciphers] << 8 | hello[ciphers + 1] & 0xff) + 2;
        byte[] old = Arrays.copyOf(hello, length);
        old[3] = (byte) (length - 5 >> 8);
        old[4] = (byte) (length - 5);
        old[7] = (byte) (length - 9 >> 8);
        old[8] = (byte) (length - 9);
        try (Telnet client = greeted().expect("STARTTLS", "220").send(old)) {
            byte[] answer = client.in().readAllBytes();
            assertEquals(21, answer[0], "an alert");
            assertEquals(70, answer[6], "protocol_version");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"
            })
    void weakCiphersAreRefused(String cipher) throws Exception {
        TlsClient client = new TlsClient().protocols("TLSv1.2").ciphers(cipher);
        assertThrows(IOException.class, () -> client.visit(server));
    }

    @Test
    void theServerChoosesTheCipher() throws Exception {
        TlsClient client = new TlsClient()
                .ciphers("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384");
        assertEquals("TLS_AES_256_GCM_SHA384", client.visit(server).getCipherSuite());
    }

    @Test
    void aPasswordThatCameInClearIsNotInTheLog() throws Exception {
        try (LogWatch log = new LogWatch(SmtpConnection.class)) {
            try (Telnet client = server.connect(TestServer.IMPLICIT)) {
                client.send("AUTH PLAIN AGFubmEAc2VjcmV0\r\n");
                String id = server.reportsUntilClose().get(0).event().connection();
                TestServer.eventually(
                        "it is told",
                        () -> log.lines()
                                .contains("INFO [" + id + "] TLS handshake failed: what the client sent is no TLS"));
            }
            String secret = HexFormat.of().formatHex("AGFubmEAc2VjcmV0".getBytes(StandardCharsets.US_ASCII));
            assertTrue(
                    log.lines().stream().noneMatch(line -> line.contains("AGFubmEAc2VjcmV0") || line.contains(secret)),
                    log.lines()::toString);
        }
    }

    @Test
    void plainTextToImplicitTlsGetsNothing() throws Exception {
        try (Telnet client = server.connect(TestServer.IMPLICIT).send("EHLO a.example\r\nQUIT\r\n")) {
            String answer = new String(client.in().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(!answer.contains("220") && !answer.contains("250"), answer);
        } catch (IOException e) {
            // A reset is as good an end.
        }
    }

    private static Telnet greeted() throws Exception {
        return server.connect(TestServer.STARTTLS).expect("220").expect("EHLO a.example", "250");
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 0);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(20_000);
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private static void expectNoMail(List<Report> told) {
        assertTrue(told.stream().noneMatch(fact -> fact.event().stage() == Stage.MAILFROM), told.toString());
    }
}
