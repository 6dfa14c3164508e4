package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.Plugins;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.server.SmtpServer;
import dev.postern.smtp.testing.BrokenPlugin;
import dev.postern.smtp.testing.DiscardInbox;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What each way to fail costs at each stage under each policy; one listener and chain for each cell of the table. */
class FailureMatrixTest {
    private static final String PRICES = """
        stage         tempfail   reject     pass       double
        connect       421        554        220        220
        secure        421        554        220        220
        helo          421        554        250        250
        authenticate  454_4.7.0  535_5.7.8  535_5.7.8  535_5.7.8
        mailfrom      451_4.3.0  554_5.3.0  250_2.1.0  250_2.1.0
        rcptto        451_4.3.0  554_5.3.0  250_2.1.5  250_2.1.5
        data          451_4.3.0  554_5.3.0  354        354
        content       451_4.3.0  554_5.3.0  250_2.0.0  250_2.0.0
        message       451_4.3.0  554_5.3.0  250_2.0.0  250_2.0.0
        deliver       451_4.3.0  554_5.3.0  451_4.3.0  250_2.0.0
        verb          451_4.3.0  554_5.3.0  250_2.0.0  250_2.0.0
        """;
    private static final long QUICK = 30;

    @TempDir
    static Path folder;

    private static final Vertx VERTX = Vertx.vertx();
    private static final List<SmtpOptions.Listener> LISTENERS = new ArrayList<>();
    private static final Map<String, List<ChainLink>> CHAINS = new HashMap<>();
    private static final Map<String, BrokenPlugin> SABOTEURS = new HashMap<>();
    private static SmtpServer server;

    /** Admits everybody; the mail of those who are called so goes to an inbox that fails. */
    private static final class Open extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            String local = event.recipient().address().local();
            return Future.succeededFuture(
                    local.equals("anybody")
                            ? Decision.accept()
                            : Decision.accept().withInbox(local));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        TestServer.await(Plugins.deploy(VERTX, GroupOptions.eventLoop("open"), Open::new));
        TestServer.await(Plugins.deploy(VERTX, GroupOptions.eventLoop("inbox"), DiscardInbox::new));
        for (String group : List.of("quick-here", "steady-here")) {
            SABOTEURS.put(group, BrokenPlugin.here(VERTX, group));
        }
        for (String group : List.of("quick-elsewhere", "steady-elsewhere")) {
            SABOTEURS.put(group, BrokenPlugin.elsewhere(VERTX, group));
        }
        for (Stage stage : Stage.values()) {
            for (ChainLink.FailurePolicy policy : ChainLink.FailurePolicy.values()) {
                SABOTEURS.keySet().forEach(group -> listener(stage, policy, group));
                listener(stage, policy, "gone");
            }
        }
        SmtpOptions options = new SmtpOptions(
                "localhost",
                LISTENERS,
                Limits.of(50_000, 1000, 2048, 100, 100),
                new SmtpOptions.Timeouts(300_000, 180_000, 5_000),
                new SmtpOptions.Budgets(5_000, 30_000, 60_000, 300_000),
                new SmtpOptions.Policy(CHAINS, new SmtpOptions.Inboxes("inbox", null, null)),
                TestServer.files(folder));
        Future<SmtpServer> starting = SmtpServer.start(VERTX, options, 1);
        VERTX.setPeriodic(100, timer -> {
            if (starting.isComplete()) {
                VERTX.cancelTimer(timer);
            } else {
                BrokenPlugin.gone(VERTX, "gone");
            }
        });
        server = TestServer.await(starting);
    }

    @AfterAll
    static void stop() throws Exception {
        TestServer.await(server.close());
        TestServer.await(VERTX.close());
    }

    private static void listener(Stage stage, ChainLink.FailurePolicy policy, String group) {
        String chain = stage.key() + "." + policy + "." + group;
        boolean secure = stage == Stage.SECURE;
        SmtpOptions.TlsMode tls = secure ? SmtpOptions.TlsMode.IMPLICIT : SmtpOptions.TlsMode.NONE;
        LISTENERS.add(new SmtpOptions.Listener("127.0.0.1", 0, tls, chain, true));
        long budget = group.startsWith("quick") ? QUICK : 20_000;
        ChainLink broken =
                new ChainLink(group, 0, Set.of(stage), budget, Map.of(stage, policy), ChainLink.Role.PLAIN, Set.of());
        ChainLink open = new ChainLink("open", 0, Set.of(), 0, Map.of(), new ChainLink.Role(false, true), Set.of());
        CHAINS.put(chain, List.of(broken, open));
    }

    @TestFactory
    List<DynamicTest> theTableOfPrices() {
        List<DynamicTest> cells = new ArrayList<>();
        PRICES.lines().skip(1).map(line -> line.split("\\s+")).forEach(row -> {
            Stage stage = Stage.of(row[0]);
            for (BrokenPlugin.Way way : BrokenPlugin.Way.values()) {
                for (String group : groups(way, stage)) {
                    for (ChainLink.FailurePolicy policy : ChainLink.FailurePolicy.values()) {
                        String price = row[column(way, stage, policy)].replace('_', ' ');
                        String name = way + " of " + group + " at " + stage.key() + " with " + policy;
                        cells.add(dynamicTest(name, () -> expect(price, stage, policy, group, way)));
                    }
                }
            }
        });
        return cells;
    }

    /** An inbox that did not answer may have taken the message: never a refusal for good. */
    private static int column(BrokenPlugin.Way way, Stage stage, ChainLink.FailurePolicy policy) {
        if (way == BrokenPlugin.Way.DOUBLE) {
            return 4;
        }
        boolean unanswered = way == BrokenPlugin.Way.SILENCE || way == BrokenPlugin.Way.LATE;
        return unanswered && stage == Stage.DELIVER ? 1 : policy.ordinal() + 1;
    }

    /** One answer in time, so that the breaker stays closed and each cell is about what it says. */
    private static boolean reassure(String group) throws Exception {
        SABOTEURS.get(group).will(BrokenPlugin.Way.DOUBLE);
        try (Telnet client = new Telnet(port(Stage.VERB, ChainLink.FailurePolicy.REJECT, group))) {
            client.reply();
            client.ask("EHLO a.example");
            return client.ask("NOOP").startsWith("250");
        }
    }

    private static int port(Stage stage, ChainLink.FailurePolicy policy, String group) {
        String chain = stage.key() + "." + policy + "." + group;
        int listener =
                LISTENERS.stream().map(SmtpOptions.Listener::chain).toList().indexOf(chain);
        return server.addresses().get(listener).port();
    }

    /** Silence is to be over soon; whoever answers has time, however slow the machine. Logins stay on their node. */
    private static List<String> groups(BrokenPlugin.Way way, Stage stage) {
        List<String> groups = switch (way) {
            case NO_INSTANCE -> List.of("gone");
            case SILENCE, LATE -> List.of("quick-here", "quick-elsewhere");
            default -> List.of("steady-here", "steady-elsewhere");
        };
        return groups.stream()
                .filter(group -> stage != Stage.AUTHENTICATE || !group.endsWith("elsewhere"))
                .toList();
    }

    private static void expect(
            String price, Stage stage, ChainLink.FailurePolicy policy, String group, BrokenPlugin.Way way)
            throws Exception {
        if (group.startsWith("quick")) {
            TestServer.eventually("the group has answered in time", () -> reassure(group));
        }
        if (SABOTEURS.containsKey(group)) {
            SABOTEURS.get(group).will(way);
        }
        try (Telnet client = new Telnet(port(stage, policy, group), stage == Stage.SECURE)) {
            String reply = reach(stage, client, stage == Stage.DELIVER ? group : "anybody");
            if (way == BrokenPlugin.Way.LATE) {
                SABOTEURS.get(group).answerLate();
            }
            assertEquals(price, reply.substring(0, Math.min(reply.length(), price.length())), reply);
        }
    }

    /** What the client hears at the stage; it comes there as any client does. */
    private static String reach(Stage stage, Telnet client, String recipient) throws Exception {
        List<String> steps = List.of(
                "EHLO a.example", "MAIL FROM:<a@b.example>", "RCPT TO:<" + recipient + "@d.example>", "DATA", "x\r\n.");
        String first = client.reply();
        int last = switch (stage) {
            case CONNECT, SECURE -> 0;
            case HELO -> 1;
            case AUTHENTICATE, VERB -> -1;
            case MAILFROM -> 2;
            case RCPTTO -> 3;
            case DATA -> 4;
            default -> 5;
        };
        if (last < 0) {
            client.ask("EHLO a.example");
            return client.ask(stage == Stage.VERB ? "NOOP" : "AUTH PLAIN AGFubgBzZWNyZXQ=");
        }
        String reply = first;
        for (String step : steps.subList(0, last)) {
            reply = client.ask(step);
        }
        return reply;
    }

    @Test
    void theTableIsComplete() {
        List<String> asked = Arrays.stream(Stage.values())
                .filter(Stage::asks)
                .map(Stage::key)
                .toList();
        assertEquals(
                asked, PRICES.lines().skip(1).map(line -> line.split("\\s+")[0]).toList());
    }
}
