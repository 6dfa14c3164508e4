package dev.postern.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.server.ShutdownTest;
import dev.postern.smtp.testing.ConcurrentRecipients;
import dev.postern.smtp.testing.Flood;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RCPTs that overlap, over a socket: what surrounds them in the packets, and how the connection goes on. */
class OverlappingCommandsTest {
    private static final String BEGIN = "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\n";

    @TempDir
    Path folder;

    private final ConcurrentRecipients crowd = new ConcurrentRecipients();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder)
                .instances(1)
                .group("crowd", ChainLink.Role.PLAIN, crowd::plugin)
                .start();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        TestServer.eventually("no connection is counted", () -> server.connections() == 0);
        assertTrue(crowd.isEmpty());
        server.close();
    }

    private static String rcpt(String name) {
        return "RCPT TO:<" + name + "@d.example>\r\n";
    }

    private Telnet begun(int listener) throws Exception {
        return server.connect(listener).expect("220").send(BEGIN).expect("250").expect("250 2.1.0");
    }

    @Test
    void aHalfLineKeepsNobodyWaiting() throws Exception {
        try (Telnet client = begun(TestServer.CLEAR).send(rcpt("u0") + "RCPT TO:<u1@d.e")) {
            crowd.await("u0");
            client.send("xample>\r\nRC");
            crowd.await("u0", "u1");
            client.send("PT TO:<u2@d.example>\r");
            client.send("\n");
            crowd.await("u0", "u1", "u2");
            crowd.pass("u2", "u1", "u0");
            client.expect("250 2.1.5").expect("250 2.1.5").expect("250 2.1.5").expect("QUIT", "221");
        }
    }

    @Test
    void dataAndContentMayStandInTheSamePacket() throws Exception {
        String packet = rcpt("u0") + rcpt("u1") + "DATA\r\nSubject: x\r\n\r\nRSET\r\n.\r\nNOOP\r\nQUIT\r\n";
        try (Telnet client = begun(TestServer.CLEAR).send(packet)) {
            crowd.await("u0", "u1");
            crowd.pass("u1", "u0");
            client.expect("250 2.1.5").expect("250 2.1.5").expect("354").expect("250 2.0.0 Ok, taken");
            client.expect("250 2.0.0 Ok").expect("221").expectClosed();
        }
        assertTrue(server.delivered().get(0).toString().endsWith("Subject: x\r\n\r\nRSET\r\n"));
    }

    @Test
    void startTlsWaitsForThemAndTheHandshakeFollows() throws Exception {
        try (Telnet client = begun(TestServer.STARTTLS).send(rcpt("u0") + rcpt("u1") + "STARTTLS\r\n")) {
            crowd.await("u0", "u1");
            crowd.pass("u1", "u0");
            client.expect("250 2.1.5").expect("250 2.1.5").expect("220");
            client.handshake();
            client.expect("RCPT TO:<u2@d.example>", "503")
                    .expect("EHLO a.example", "250")
                    .expect("QUIT", "221");
        }
    }

    @Test
    void whatStandsBehindStartTlsIsNotExecuted() throws Exception {
        String packet = rcpt("u0") + rcpt("u1") + "STARTTLS\r\n" + rcpt("u2");
        try (Telnet client = begun(TestServer.STARTTLS).send(packet)) {
            crowd.await("u0", "u1");
            crowd.pass("u0", "u1");
            client.expect("250 2.1.5").expect("250 2.1.5").expectClosed();
        }
    }

    @Test
    void atShutdownThoseThatAreOpenGetTheirRepliesAndNoMoreAreTaken() throws Exception {
        try (Telnet client = begun(TestServer.CLEAR).send(rcpt("u0") + rcpt("u1"))) {
            crowd.await("u0", "u1");
            int port = server.port(TestServer.CLEAR);
            Future<Void> closed = server.shutdown();
            TestServer.eventually("the shutdown has begun", () -> ShutdownTest.isRefused(port));
            client.send(rcpt("u2") + rcpt("u3"));
            crowd.pass("u0");
            client.expect("250 2.1.5");
            crowd.await("u1");
            crowd.pass("u1");
            client.expect("250 2.1.5").expect("421 4.3.2").expectClosed();
            TestServer.await(closed);
        }
    }

    @Test
    void aClientThatIsLostIsClosedOnceWhenAllAreAnswered() throws Exception {
        Telnet client = begun(TestServer.CLEAR).send(rcpt("u0") + rcpt("u1") + rcpt("u2"));
        crowd.await("u0", "u1", "u2");
        client.reset();
        TestServer.eventually("the loss is noticed, and nothing is over", () -> server.connections() == 1);
        crowd.pass("u1", "u2", "u0");
        List<Report> told = server.reportsUntilClose();
        assertEquals(
                List.of(Stage.CONNECT, Stage.HELO, Stage.MAILFROM, Stage.RCPTTO, Stage.RCPTTO, Stage.RCPTTO),
                told.stream().map(fact -> fact.event().stage()).limit(6).toList());
        assertEquals(Stage.CLOSE, told.get(told.size() - 1).event().stage());
    }

    @Test
    void aClientThatDoesNotReadIsHeldBack() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port(TestServer.CLEAR))) {
            Flood flood = new Flood(socket, BEGIN + rcpt("u0") + rcpt("u1"), "NOOP\r\n", 4_000_000);
            crowd.await("u0", "u1");
            flood.awaitStandstill();
            crowd.pass("u0", "u1");
            flood.awaitStandstill();
        }
    }
}
