package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Event;
import dev.postern.contract.Report;
import dev.postern.contract.Reset;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugins;
import dev.postern.launcher.TestNode;
import dev.postern.testkit.server.SmtpClient;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scripted session, and every occasion of it: what is asked, what is told, in which order, and how it ends. */
@Timeout(300)
class OccasionsTest {
    private static final List<Step> SESSION = List.of(
            new Step(false, client -> client.expect("220")),
            new Step(false, client -> client.ask("EHLO client.example", "250")),
            new Step(false, client -> client.ask("STARTTLS", "220")),
            new Step(false, SmtpClient::handshake),
            new Step(false, client -> client.ask("EHLO client.example", "250")),
            new Step(true, client -> client.ask("MAIL FROM:<anna@example.net>", "250")),
            new Step(true, client -> client.ask("RCPT TO:<bob@localhost>", "250")),
            new Step(true, client -> client.ask("RCPT TO:<carol@localhost>", "250")),
            new Step(true, client -> client.ask("RCPT TO:<nobody@elsewhere.example>", "550")),
            new Step(true, client -> client.ask("DATA", "354")),
            new Step(true, client -> client.send(octets("Subject: one\r\n\r\nhalf a message\r\n"))),
            new Step(false, client -> client.ask(".", "250")),
            new Step(true, client -> client.ask("MAIL FROM:<anna@example.net>", "250")),
            new Step(true, client -> client.ask("RCPT TO:<bob@localhost>", "250")),
            new Step(false, client -> client.ask("RSET", "250")),
            new Step(false, client -> client.ask("VRFY bob", "252")),
            new Step(false, client -> client.ask("NOOP", "250")),
            new Step(false, client -> client.ask("QUIT", "221")));

    private static final String ASKED = """
            1 connect
            2 helo EHLO
            3 secure
            4 helo EHLO in TLSv1.3
            5 mailfrom #1
            6 rcptto #1 bob@localhost
            7 rcptto #1 carol@localhost
            8 rcptto #1 nobody@elsewhere.example
            9 data #1
            10 content #1
            11 message #1 bob@localhost
            12 message #1 carol@localhost
            14 mailfrom #2
            15 rcptto #2 bob@localhost
            16 reset #2 rset
            17 verb VRFY
            18 verb NOOP
            20 close quit""";

    private static final String TOLD = """
            1 connect -> 220
            2 helo EHLO -> 250
            3 secure
            4 helo EHLO in TLSv1.3 -> 250
            5 mailfrom #1 -> 250
            6 rcptto #1 bob@localhost -> 250
            7 rcptto #1 carol@localhost -> 250
            8 rcptto #1 nobody@elsewhere.example -> 550
            9 data #1 -> 354
            10 content #1
            11 message #1 bob@localhost
            12 message #1 carol@localhost
            13 deliver #1 -> 250
            14 mailfrom #2 -> 250
            15 rcptto #2 bob@localhost -> 250
            16 reset #2 rset
            17 verb VRFY -> 252
            18 verb NOOP -> 250
            19 verb QUIT -> 221
            20 close quit""";

    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();

    private interface Act {
        void on(SmtpClient client) throws IOException;
    }

    /**
     * One thing that the client does.
     *
     * @param open whether a transaction is open once it is done
     */
    private record Step(boolean open, Act act) {}

    @Test
    void everyOccasionOfASessionIsAskedAndToldInOrder() throws IOException {
        try (TestNode node = start()) {
            play(node, SESSION.size());
            ledger.awaitCloses(1);
        }
        assertEquals(ASKED, ledger.askedLines());
        assertEquals(TOLD, ledger.toldLines());
    }

    @Test
    void aClientThatIsCutOffAtAnyStepIsClosedOnceAndResetWhereDue() throws IOException {
        try (TestNode node = start()) {
            for (int steps = 0; steps <= SESSION.size(); steps++) {
                play(node, steps);
                ledger.awaitCloses(steps + 1);
            }
        }
        List<String> connections = ledger.connections();
        assertEquals(SESSION.size() + 1, connections.size());
        for (int steps = 0; steps < connections.size(); steps++) {
            check(steps, connections.get(steps));
        }
    }

    private void check(int steps, String connection) {
        String label = "cut off after " + steps + " steps";
        List<Event> asked = ledger.asked(connection);
        List<Event> told = ledger.told(connection).stream().map(Report::event).toList();
        assertEquals(1, count(told, Stage.CLOSE), label);
        assertEquals(1, count(asked, Stage.CLOSE), label);
        assertEquals(Stage.CLOSE, told.get(told.size() - 1).stage(), label);
        assertEquals(Stage.CLOSE, asked.get(asked.size() - 1).stage(), label);
        assertEquals(
                LongStream.rangeClosed(1, told.size()).boxed().toList(),
                told.stream().map(event -> event.common().occasion().sequence()).toList(),
                label);
        boolean due = steps > 0 && SESSION.get(steps - 1).open();
        assertEquals(due ? 1 : 0, resets(told, "lost"), label);
        assertEquals(due ? 1 : 0, resets(asked, "lost"), label);
    }

    private static long count(List<Event> events, Stage stage) {
        return events.stream().filter(event -> event.stage() == stage).count();
    }

    private static long resets(List<Event> events, String reason) {
        return events.stream()
                .filter(event -> event instanceof Reset reset && reset.reason().equals(reason))
                .count();
    }

    private static void play(TestNode node, int steps) throws IOException {
        try (SmtpClient client = SmtpClient.connect(node.startTlsPort())) {
            for (Step step : SESSION.subList(0, steps)) {
                step.act().on(client);
            }
        }
    }

    private TestNode start() {
        return TestNode.start(
                folder,
                vertx -> Future.all(
                        Plugins.deploy(vertx, GroupOptions.eventLoop("witness"), () -> new Witness(ledger::ask)),
                        Plugins.observe(vertx, "ledger", Set.of(Stage.values()), ledger::tell)),
                "--set",
                "chains.default=[{group: witness, required: true}, {group: recipients, admits: true}]");
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
