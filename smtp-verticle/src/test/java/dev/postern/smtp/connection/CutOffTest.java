package dev.postern.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that is gone, at any moment and in any manner, leaves nothing behind. */
class CutOffTest {
    private static final String ENVELOPE =
            "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";
    private static final String BODY = "Subject: x\r\n\r\n..dot\r\n.\r\n";
    private static final String LARGE = "0123456789abcdef\r\n".repeat(20_000);

    @TempDir
    static Path folder;

    private static TestServer server;
    private static Telnet probe;

    /** How a connection ends. */
    enum Cut {
        FIN {
            @Override
            void apply(Telnet client) throws IOException {
                client.hangUp();
            }
        },
        RST {
            @Override
            void apply(Telnet client) throws IOException {
                client.reset();
            }
        };

        abstract void apply(Telnet client) throws IOException;
    }

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder).instances(1).gated().start();
        probe = server.connect(TestServer.CLEAR).expect("220");
    }

    @AfterAll
    static void stop() throws Exception {
        probe.close();
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        TestServer.eventually("the probe alone is connected", () -> server.connections() == 1);
        TestServer.eventually("no file is in the spool", () -> server.spooled() == 0);
        TestServer.eventually("no octet is kept", () -> server.kept() == 0);
        server.delivered().clear();
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void behindEachOctetOfASession(Cut cut) throws Exception {
        String whole = ENVELOPE + BODY;
        for (int sent = 0; sent <= whole.length(); sent++) {
            String prefix = whole.substring(0, sent);
            Telnet client = server.connect(TestServer.CLEAR).expect("220").send(prefix);
            int lines = (int) prefix.chars().filter(c -> c == '\n').count();
            for (int i = 0; i < Math.min(lines, 4); i++) {
                client.expect(i < 3 ? "250" : "354");
            }
            if (sent == whole.length()) {
                client.expect("250");
            }
            cut.apply(client);
            List<Report> told = server.reportsUntilClose();
            boolean taken = sent == whole.length();
            expectEnd(told, lines >= 2 && !taken, taken);
            assertEquals(lines >= 4 && taken ? 1 : 0, server.delivered().size());
        }
    }

    /** The message has a file, and the end of data comes octet by octet. */
    @ParameterizedTest
    @EnumSource(Cut.class)
    void behindEachOctetAtTheEndOfALargeMessage(Cut cut) throws Exception {
        String start = LARGE.substring(0, 60_000);
        for (int sent = 0; sent <= BODY.length(); sent++) {
            Telnet client = server.connect(TestServer.CLEAR).expect("220").send(ENVELOPE);
            client.expect("250").expect("250").expect("250").expect("354").send(start);
            TestServer.eventually("the message has a file", () -> server.spooled() == 1);
            client.send(BODY.substring(0, sent));
            boolean taken = sent == BODY.length();
            if (taken) {
                client.expect("250");
            }
            cut.apply(client);
            expectEnd(server.reportsUntilClose(), !taken, taken);
            assertEquals(taken ? 1 : 0, server.delivered().size());
            nothingIsLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void whileAStageIsAsked(Cut cut) throws Exception {
        List<Stage> stages = switch (cut) {
            // Behind a command it is the end of what the client says, not of the client (HalfCloseTest).
            case FIN -> List.of(Stage.CONNECT, Stage.CONTENT);
            case RST ->
                List.of(Stage.CONNECT, Stage.HELO, Stage.VERB, Stage.MAILFROM, Stage.RCPTTO, Stage.DATA, Stage.CONTENT);
        };
        for (Stage stage : stages) {
            lose(stage, BODY, cut);
            boolean begun = stage.compareTo(Stage.MAILFROM) > 0 && stage != Stage.VERB;
            expectEnd(server.reportsUntilClose(), begun, false);
            assertEquals(0, server.delivered().size(), stage.key());
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void whileALargeMessageIsJudged(Cut cut) throws Exception {
        for (Stage stage : List.of(Stage.CONTENT, Stage.MESSAGE)) {
            lose(stage, LARGE + ".\r\n", cut);
            expectEnd(server.reportsUntilClose(), true, false);
            assertEquals(0, server.delivered().size(), stage.key());
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void whileItIsDeliveredTheMessageIsTaken(Cut cut) throws Exception {
        for (String message : List.of(BODY, LARGE + ".\r\n")) {
            Telnet client = ask(Stage.DELIVER, message);
            if (cut == Cut.FIN) {
                client.end();
            } else {
                client.reset();
            }
            answer();
            expectEnd(server.reportsUntilClose(), false, true);
        }
        assertEquals(2, server.delivered().size());
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void inTheMiddleOfALargeMessage(Cut cut) throws Exception {
        Telnet client = server.connect(TestServer.CLEAR).expect("220").send(ENVELOPE);
        client.expect("250").expect("250").expect("250").expect("354").send(LARGE);
        TestServer.eventually("the message has a file", () -> server.spooled() == 1);
        cut.apply(client);
        expectEnd(server.reportsUntilClose(), true, false);
        assertEquals(0, server.delivered().size());
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void rightBehindTheFinalDotTheMessageIsEitherTakenOrReset(Cut cut) throws Exception {
        for (int i = 0; i < 50; i++) {
            String message = i % 2 == 0 ? BODY : LARGE + ".\r\n";
            Telnet client = server.connect(TestServer.CLEAR).expect("220").send(ENVELOPE);
            client.expect("250").expect("250").expect("250").expect("354").send(message);
            if (cut == Cut.FIN) {
                client.close();
            } else {
                client.reset();
            }
            List<Report> told = server.reportsUntilClose();
            boolean taken = has(told, Stage.DELIVER);
            expectEnd(told, !taken, taken);
            assertEquals(taken ? 1 : 0, server.delivered().size());
            server.delivered().clear();
        }
    }

    @Test
    void aClientThatComesAndGoesIsToldOfOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            new Telnet(server.port(i % 3)).reset();
        }
        for (int i = 0; i < 50; i++) {
            List<Report> told = server.reportsUntilClose();
            assertTrue(told.size() <= 2, told.toString());
        }
    }

    /** Goes on until this stage is asked, is lost, and only then answered. */
    private static void lose(Stage stage, String message, Cut cut) throws Exception {
        cut.apply(ask(stage, message));
        answer();
    }

    /** A client that has gone on until this stage is asked. */
    private static Telnet ask(Stage stage, String message) throws Exception {
        server.gate().hold(stage);
        Telnet client = server.connect(TestServer.CLEAR);
        if (stage == Stage.VERB) {
            client.expect("220").send("NOOP\r\n");
        } else if (stage != Stage.CONNECT) {
            client.expect("220").send(ENVELOPE);
        }
        if (stage.compareTo(Stage.DATA) > 0 && stage != Stage.VERB) {
            client.expect("250").expect("250").expect("250").expect("354").send(message);
        }
        server.gate().awaitAsked();
        return client;
    }

    private static void answer() throws Exception {
        // Two round trips on the same event loop: by then it has seen the end of the other connection.
        probe.expect("RSET", "250").expect("RSET", "250");
        server.gate().open();
    }

    private static void expectEnd(List<Report> told, boolean reset, boolean delivered) {
        long last = 0;
        for (Report fact : told) {
            assertTrue(fact.event().common().occasion().sequence() > last, told.toString());
            last = fact.event().common().occasion().sequence();
        }
        assertEquals(Stage.CLOSE, told.get(told.size() - 1).event().stage());
        assertEquals(reset, has(told, Stage.RESET), told.toString());
        assertEquals(delivered, has(told, Stage.DELIVER), told.toString());
        assertEquals(
                reset ? 1 : 0,
                told.stream()
                        .filter(fact -> fact.event().stage() == Stage.RESET)
                        .count());
    }

    private static boolean has(List<Report> told, Stage stage) {
        return told.stream().anyMatch(fact -> fact.event().stage() == stage);
    }
}
