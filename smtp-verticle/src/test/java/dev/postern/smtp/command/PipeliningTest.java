package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Close;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in any packets get one reply each, in order. */
class PipeliningTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder).instances(1).gated().start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        server.expectNothingLeft();
        server.drainReports();
    }

    @Test
    void aGroupInOnePacketGetsItsRepliesInOrder() throws Exception {
        StringBuilder group = new StringBuilder("EHLO a.example\r\nMAIL FROM:<a@b.example>\r\n");
        for (int i = 0; i < 100; i++) {
            group.append(i % 2 == 0 ? "RCPT TO:<c" + i + "@d.example>\r\n" : "RCPT TO:nonsense\r\n");
        }
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.expect("220").send(group + "DATA\r\n").expect("250").expect("250 2.1.0");
            for (int i = 0; i < 100; i++) {
                client.expect(i % 2 == 0 ? "250 2.1.5" : "501");
            }
            client.expect("354")
                    .send("x\r\n.\r\n")
                    .expect("250 2.0.0")
                    .expect("QUIT", "221")
                    .expectClosed();
        }
    }

    @Test
    void commandsSplitAtEachOctetMakeNoDifference() throws Exception {
        String commands = "EHLO a.example\r\nNOOP\r\nMAIL FROM:<a@b.example>\r\nRSET\r\nQUIT\r\n";
        for (int split = 1; split < commands.length(); split++) {
            try (Telnet client = server.connect(TestServer.CLEAR)) {
                client.expect("220").send(commands.substring(0, split)).send(commands.substring(split));
                client.expect("250").expect("250 2.0.0 Ok").expect("250 2.1.0").expect("250 2.0.0 Ok, forgotten");
                client.expect("221").expectClosed();
            }
        }
    }

    @Test
    void theRepliesOfABatchLeaveTogether() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.expect("220").send("RSET\r\n".repeat(100));
            String reply = "250 2.0.0 Ok, forgotten\r\n";
            byte[] octets = client.in().readNBytes(1);
            assertEquals(100 * reply.length() - 1, client.in().available(), "all are here once the first is");
            assertEquals('2', octets[0]);
        }
    }

    @Test
    void nothingIsExecutedBehindQuit() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.expect("220").send("QUIT\r\nEHLO a.example\r\nMAIL FROM:<a@b.example>\r\n");
            client.expect("221").expectClosed();
        }
        List<Report> told = server.reportsUntilClose();
        assertTrue(told.stream().noneMatch(fact -> fact.event().stage() == Stage.HELO), told.toString());
    }

    @Test
    void eachFaultyLineGetsOneReplyAndTheSessionGoesOn() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            client.send("NOOP\nNOOP\r\n").expect("500 5.5.2");
            client.send("NOOP\rNOOP\r\n").expect("500 5.5.2");
            client.send("NO\0OP\r\n").expect("500 5.5.2");
            client.send(new byte[] {'N', (byte) 0xc3, '(', '\r', '\n'}).expect("500 5.5.2");
            client.send("N".repeat(3000) + "\r\n").expect("500 5.5.2");
            client.send("\r\n").expect("500").expect("NOOP", "250").expect("QUIT", "221");
        }
    }

    @Test
    void aLineOfAHundredMegabytesCostsNoMemoryAndGetsOneReply() throws Exception {
        byte[] piece = new byte[1_000_000];
        Arrays.fill(piece, (byte) 'x');
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            Runtime runtime = Runtime.getRuntime();
            for (int i = 0; i < 100; i++) {
                client.send(piece);
            }
            TestServer.eventually("the heap in use is small", () -> {
                System.gc();
                return runtime.totalMemory() - runtime.freeMemory() < 80_000_000;
            });
            client.send("\r\n")
                    .expect("500 5.5.2")
                    .expect("NOOP", "250")
                    .expect("QUIT", "221")
                    .expectClosed();
        }
    }

    @Test
    void theCountersTellOfTheOctets() throws Exception {
        String sent = "EHLO a.example\r\nNOOP\r\nQUIT\r\n";
        int replies;
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.send(sent);
            replies = client.in().readAllBytes().length;
        }
        List<Report> told = server.reportsUntilClose();
        Close close = (Close) told.get(told.size() - 1).event();
        assertEquals(
                sent.getBytes(StandardCharsets.UTF_8).length, close.counters().received());
        assertEquals(replies, close.counters().sent());
        assertEquals("quit", close.reason());
    }

    @Test
    void whoSpeaksBeforeTheGreetingIsKnownFromThenOn() throws Exception {
        Telnet probe = server.connect(TestServer.CLEAR).expect("220");
        server.gate().hold(Stage.CONNECT);
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            server.gate().awaitAsked();
            client.send("EHLO early.example\r\n");
            // Two round trips on the same event loop: by then it has read what came before the greeting.
            probe.expect("RSET", "250").expect("RSET", "250").expect("QUIT", "221");
            server.gate().open();
            client.expect("220").expect("250").expect("QUIT", "221").expectClosed();
        }
        List<Report> told = toldOf("early.example");
        assertTrue(helo(told).event().client().peer().early(), told.toString());
    }

    @Test
    void whoWaitsForTheGreetingIsNotEarly() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR)) {
            client.expect("220").expect("EHLO polite.example", "250").expect("QUIT", "221");
        }
        assertFalse(helo(toldOf("polite.example")).event().client().peer().early());
    }

    private static Report helo(List<Report> told) {
        return told.stream()
                .filter(fact -> fact.event().stage() == Stage.HELO)
                .findFirst()
                .orElseThrow();
    }

    private static List<Report> toldOf(String name) throws Exception {
        while (true) {
            List<Report> told = server.reportsUntilClose();
            if (told.get(told.size() - 1).event().client().name() != null
                    && told.get(told.size() - 1).event().client().name().equals(name)) {
                return told;
            }
        }
    }
}
