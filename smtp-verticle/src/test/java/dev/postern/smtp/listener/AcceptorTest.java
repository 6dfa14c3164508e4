package dev.postern.smtp.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Client;
import dev.postern.contract.Network;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections come in on a listener that has a name, behind a proxy on 127.0.0.1. */
class AcceptorTest {
    private static final String HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n";
    private static final Client.Endpoint CLIENT = new Client.Endpoint("192.0.2.7", 4711);
    private static final Limits LIMITS = new Limits(
            Limits.DEFAULT.message(),
            Limits.DEFAULT.connection(),
            new Limits.Overall(
                    100,
                    new Limits.Overall.Shares(2, 3, 4),
                    List.of(),
                    Limits.DEFAULT.overall().spool()));

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder)
                .limits(LIMITS)
                .listeners(listener -> shape(listener, "127.0.0.1"))
                .start();
    }

    @AfterEach
    void expectNothingLeft() throws Exception {
        server.expectNothingLeft();
        assertFalse(server.hasReports(), "facts that no test has asked for");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static SmtpOptions.Listener shape(SmtpOptions.Listener listener, String proxy) {
        return new SmtpOptions.Listener(
                new SmtpOptions.Bind(listener.host(), 0, "front " + listener.tls()),
                listener.protocol(),
                listener.security(),
                listener.login(),
                new SmtpOptions.Trust(List.of(Network.of(proxy)), List.of()),
                listener.greetingDelay(),
                listener.chain());
    }

    private static Buffer v2(String rest) {
        return ProxyHeaderTest.hex(ProxyHeaderTest.SIGNATURE + rest);
    }

    private static String from(String client) {
        return "PROXY TCP4 " + client + " 198.51.100.1 4711 25\r\n";
    }

    private static double turnedAway(String reason) {
        return server.registry()
                .get("postern.connections.turned.away")
                .tags("listener", "front NONE", "reason", reason)
                .counter()
                .count();
    }

    /** The client of the session that closes next, as {@code connect} saw it. */
    private static Client seen() throws Exception {
        Report connect = server.reportsUntilClose().get(0);
        assertEquals(Stage.CONNECT, connect.event().stage());
        return connect.event().client();
    }

    private static void quit(Telnet client) throws Exception {
        leave(client.expect("220"));
    }

    private static void leave(Telnet client) throws Exception {
        client.expect("QUIT", "221").expectClosed();
    }

    @Test
    void theClientIsTheOneThatTheHeaderNames() throws Exception {
        Telnet telnet = server.connect(TestServer.CLEAR);
        int port = telnet.localPort();
        quit(telnet.send(HEADER));
        Client client = seen();
        assertEquals(CLIENT, client.remote());
        assertEquals(new Client.Endpoint("198.51.100.1", 25), client.peer().local());
        assertEquals(new Client.Endpoint("127.0.0.1", port), client.peer().proxy());
        assertEquals("front NONE", client.peer().listener());
        assertFalse(client.peer().early());
    }

    @Test
    void aHeaderMayComeOctetByOctet() throws Exception {
        Buffer header = v2("21110010" + "c0000207" + "c6336401" + "1267" + "0019" + "04000100");
        Telnet telnet = server.connect(TestServer.CLEAR);
        for (byte octet : header.getBytes()) {
            telnet.send(new byte[] {octet});
        }
        quit(telnet);
        assertEquals(CLIENT, seen().remote());
    }

    @Test
    void whatIsBehindTheHeaderIsHeardAndEarly() throws Exception {
        Telnet telnet =
                server.connect(TestServer.CLEAR).send(HEADER.replace(".7", ".8") + "EHLO a.example\r\nQUIT\r\n");
        telnet.expect("220").expect("250").expect("221").expectClosed();
        Client client = seen();
        assertTrue(client.peer().early());
        assertEquals("192.0.2.8", client.remote().address());
    }

    @Test
    void theHeaderComesBeforeTls() throws Exception {
        Telnet telnet = server.connect(TestServer.IMPLICIT).send(from("203.0.113.1"));
        telnet.handshake();
        quit(telnet);
        assertEquals("203.0.113.1", seen().remote().address());
        telnet = server.connect(TestServer.STARTTLS)
                .send(from("203.0.113.2"))
                .expect("220")
                .expect("EHLO a.example", "250");
        telnet.startTls().expect("QUIT", "221").expectClosed();
        assertEquals("203.0.113.2", seen().remote().address());
    }

    @Test
    void aClientHelloInThePacketOfTheHeaderIsNotLostAndNotEarly() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        byte[] octets = new byte[hello.flip().remaining()];
        hello.get(octets);
        try (Telnet telnet = server.connect(TestServer.IMPLICIT)) {
            telnet.send(Buffer.buffer(from("203.0.113.3")).appendBytes(octets).getBytes());
            byte[] answer = telnet.in().readNBytes(6);
            assertEquals(22, answer[0], "a record of the handshake");
            assertEquals(2, answer[5], "ServerHello");
        }
        Client client = seen();
        assertFalse(client.peer().early());
        assertEquals("203.0.113.3", client.remote().address());
    }

    @Test
    void aProxyThatSpeaksForItselfIsTheClient() throws Exception {
        Telnet telnet = server.connect(TestServer.CLEAR);
        int port = telnet.localPort();
        quit(telnet.send(v2("20000000").getBytes()));
        Client client = seen();
        assertEquals(new Client.Endpoint("127.0.0.1", port), client.remote());
        assertNull(client.peer().proxy());
    }

    @Test
    void aClientThatTheProxyDoesNotKnowHasItsAddressAndNoShare() throws Exception {
        for (int i = 0; i < 6; i++) {
            Telnet telnet = server.connect(TestServer.CLEAR);
            int port = telnet.localPort();
            quit(telnet.send("PROXY UNKNOWN\r\n"));
            Client client = seen();
            assertEquals(new Client.Endpoint("127.0.0.1", port), client.remote());
            assertEquals(client.remote(), client.peer().proxy());
        }
    }

    @Test
    void aProxyHasToBeginWithAHeader() throws Exception {
        double before = turnedAway("proxy");
        server.connect(TestServer.CLEAR).send("EHLO a.example\r\n").expectClosed();
        server.connect(TestServer.CLEAR).send(HEADER.replace("TCP4", "TCP6")).expectClosed();
        server.connect(TestServer.CLEAR).send("PROXY TCP4 192").hangUp();
        TestServer.eventually("three were turned away", () -> turnedAway("proxy") == before + 3);
    }

    @Test
    void aProxyThatSaysNothingIsNotWaitedForForever(@TempDir Path other) throws Exception {
        TestServer hasty = new TestServer(other)
                .timeouts(new SmtpOptions.Timeouts(100, 180_000, 5_000))
                .listeners(listener -> shape(listener, "127.0.0.1"))
                .start();
        try {
            hasty.connect(TestServer.CLEAR).send("PROXY").expectClosed();
            hasty.expectNothingLeft();
        } finally {
            hasty.close();
        }
    }

    @Test
    void whoOnlyLooksWhetherThePortIsOpenIsNoNews() throws Exception {
        double before = turnedAway("proxy");
        server.connect(TestServer.CLEAR).hangUp();
        server.expectNothingLeft();
        assertEquals(before, turnedAway("proxy"));
    }

    @Test
    void theSharesAreThoseOfTheClientThatTheHeaderNames() throws Exception {
        try (Telnet one =
                        server.connect(TestServer.CLEAR).send(from("192.0.1.1")).expect("220");
                Telnet two =
                        server.connect(TestServer.CLEAR).send(from("192.0.1.1")).expect("220")) {
            server.connect(TestServer.CLEAR)
                    .send(from("192.0.1.1"))
                    .expect("421 localhost Too many connections from your address")
                    .expectClosed();
            try (Telnet three =
                    server.connect(TestServer.CLEAR).send(from("192.0.1.2")).expect("220")) {
                server.connect(TestServer.CLEAR)
                        .send(from("192.0.1.3"))
                        .expect("421 localhost Too many connections from your network")
                        .expectClosed();
                leave(three);
            }
            leave(one);
            leave(two);
        }
        for (int i = 0; i < 3; i++) {
            seen();
        }
        server.expectNothingLeft();
        assertEquals(1, turnedAway("address"));
        assertEquals(1, turnedAway("network"));
    }

    @Test
    void whoComesTooOftenIsTurnedAway() throws Exception {
        for (int i = 0; i < 4; i++) {
            quit(server.connect(TestServer.CLEAR).send(from("192.0.3.1")));
            seen();
            server.expectNothingLeft();
        }
        server.connect(TestServer.CLEAR)
                .send(from("192.0.3.1"))
                .expect("421 localhost Too many new connections")
                .expectClosed();
        assertEquals(1, turnedAway("rate"));
    }

    @Test
    void fromEverybodyElseAHeaderIsACommandThatIsNone(@TempDir Path other) throws Exception {
        TestServer strict = new TestServer(other)
                .listeners(listener -> shape(listener, "192.0.2.0/24"))
                .start();
        try {
            strict.connect(TestServer.CLEAR)
                    .expect("220")
                    .expect(HEADER.strip(), "500 5.5.1")
                    .expect("QUIT", "221")
                    .expectClosed();
            assertEquals(
                    "127.0.0.1",
                    strict.reportsUntilClose().get(0).event().client().remote().address());
        } finally {
            strict.close();
        }
    }

    @Test
    void aShutdownDoesNotWaitForAHeader(@TempDir Path other) throws Exception {
        TestServer stopping = new TestServer(other)
                .listeners(listener -> shape(listener, "127.0.0.1"))
                .start();
        try (Telnet telnet = stopping.connect(TestServer.CLEAR).send("PROXY")) {
            TestServer.eventually("it is connected", () -> stopping.connections() == 1);
            Future<Void> closed = stopping.shutdown();
            telnet.expect("421 localhost Shutting down").expectClosed();
            TestServer.await(closed);
        } finally {
            stopping.close();
        }
    }
}
