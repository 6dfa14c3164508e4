package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.Plugins;
import dev.postern.launcher.ObservingNode;
import dev.postern.launcher.TestNode;
import dev.postern.testkit.server.SmtpClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server here, and an observer in another process, on a node that also has plugins. */
@Timeout(300)
class ObservedElsewhereTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String PASSWORD = "s3cr3t-of-anna";
    private static final String CREDENTIALS =
            Base64.getEncoder().encodeToString(("\0anna\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    private static final String BODY = "what only anna and bob may read";
    private static final String NOTE = "what the group keeps for itself";

    private static final List<String> STAGES = List.of(
            "connect 220",
            "helo 250",
            "secure",
            "helo 250",
            "authenticate 235",
            "mailfrom 250",
            "rcptto 250",
            "rcptto 550",
            "data 354",
            "content",
            "message",
            "deliver 250",
            "verb 221",
            "close");

    @TempDir
    static Path folder;

    private static OtherJvm observing;
    private static TestNode server;

    /** Lets anna in, and keeps something. */
    private static final class Login extends Plugin {
        @Override
        protected Set<String> mechanisms() {
            return Set.of("PLAIN");
        }

        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            return accept(Effect.data(new JsonObject().put("note", NOTE)));
        }
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Cluster cluster = new Cluster(2);
        List<String> there = new ArrayList<>(TestNode.settings(folder.resolve("observing")));
        there.addAll(cluster.member(0));
        there.addAll(List.of("--deploy", "recipients"));
        observing = OtherJvm.main(folder, ObservingNode.class, there);
        List<String> here = new ArrayList<>(cluster.member(1));
        here.addAll(List.of("--set", "smtp.instances=2"));
        here.addAll(
                List.of("--set", "chains.default=[{group: login, required: true}, {group: recipients, admits: true}]"));
        server = TestNode.start(
                folder.resolve("server"), ObservedElsewhereTest::deployLogin, here.toArray(String[]::new));
        awaitObserver("first@example.net");
    }

    private static Future<?> deployLogin(Vertx vertx) {
        return Plugins.deploy(vertx, GroupOptions.eventLoop("login"), Login::new);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        observing.close();
    }

    @Test
    void anObserverInAnotherProcessSeesASessionFromConnectToCloseInOrderAndNoSecret() throws IOException {
        session("whole@example.net");
        eventually("the close has arrived", () -> isClosed("whole@example.net"));
        List<Report> told = told("whole@example.net");

        assertEquals(STAGES, told.stream().map(ObservedElsewhereTest::line).toList());
        assertEquals(
                LongStream.rangeClosed(1, STAGES.size()).boxed().toList(),
                told.stream().map(fact -> fact.event().sequence()).toList());
        Report admitted = told.get(6);
        assertEquals("recipients", admitted.verdicts().get(0).group());
        assertEquals("accept", admitted.verdicts().get(0).decision());
        assertEquals("anna", admitted.event().client().user());
        for (String secret : List.of(PASSWORD, CREDENTIALS, BODY, NOTE, "\"key\"", "\"data\":", "\"inline\"")) {
            assertFalse(observing.output().contains(secret), secret);
        }
    }

    @Test
    void aStoppedProcessCostsFactsWhichAreCountedAndNoSessionAnything() throws IOException, InterruptedException {
        Lines log = new Lines();
        log.start();
        Logger losses = (Logger) LoggerFactory.getLogger("dev.postern.smtp.reports.DropLog");
        losses.addAppender(log);
        observing.signal("STOP");
        try {
            for (int i = 0; i < 40; i++) {
                session("stopped" + i + "@example.net");
            }
            assertFalse(observing.output().contains("stopped0@"), "it was stopped all the time");
            eventually(
                    "the loss is counted in the log",
                    () -> log.lines.stream()
                            .anyMatch(line -> line.matches(
                                    "[1-9]\\d* facts for the observers on node [a-z2-7]{10} were lost.*")));
        } finally {
            observing.signal("CONT");
            losses.detachAppender(log);
        }
        awaitObserver("again@example.net");
    }

    /** One session on its own, with everything that should not be told. */
    private static void session(String sender) throws IOException {
        try (SmtpClient client = SmtpClient.connect(server.startTlsPort())) {
            client.expect("220");
            client.ask("EHLO client.example", "250");
            client.startTls();
            client.ask("EHLO client.example", "250");
            client.ask("AUTH PLAIN " + CREDENTIALS, "235");
            client.ask("MAIL FROM:<" + sender + ">", "250");
            client.ask("RCPT TO:<bob@localhost>", "250");
            client.ask("RCPT TO:<nobody@elsewhere.example>", "550");
            client.ask("DATA", "354");
            client.sendContent(("Subject: lunch\r\n\r\n" + BODY + "\r\n").getBytes(StandardCharsets.US_ASCII));
            client.expect("250");
            client.ask("QUIT", "221");
        }
    }

    /** Sends mail until the observer sees one of them whole: it may not be known to the server yet. */
    private static void awaitObserver(String sender) throws IOException {
        long began = System.nanoTime();
        while (!isClosed(sender)) {
            assertTrue(System.nanoTime() - began < PATIENCE, observing.output());
            session(sender);
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static boolean isClosed(String sender) throws IOException {
        List<Report> told = told(sender);
        return !told.isEmpty() && told.get(told.size() - 1).event().stage() == Stage.CLOSE;
    }

    /** What was told of the last connection with this sender. */
    private static List<Report> told(String sender) throws IOException {
        List<Report> all = observing
                .output()
                .lines()
                .filter(line -> line.startsWith(ObservingNode.MARK) && line.endsWith("}"))
                .map(line -> Report.fromJson(new JsonObject(line.substring(ObservingNode.MARK.length()))))
                .toList();
        String connection = null;
        for (Report fact : all) {
            boolean sent = fact.event().stage() == Stage.MAILFROM
                    && fact.event().sender().address().toString().equals(sender);
            connection = sent ? fact.event().connection() : connection;
        }
        String last = connection;
        return all.stream()
                .filter(fact -> fact.event().connection().equals(last))
                .toList();
    }

    private static String line(Report fact) {
        if (fact.event().stage() == Stage.RCPTTO) {
            assertNotNull(fact.reply().status());
        }
        return fact.event().stage().key()
                + (fact.reply() == null ? "" : " " + fact.reply().code());
    }

    private static void eventually(String what, Callable<Boolean> condition) throws IOException {
        long began = System.nanoTime();
        while (!isTrue(condition)) {
            assertTrue(System.nanoTime() - began < PATIENCE, () -> "never came true: " + what);
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static boolean isTrue(Callable<Boolean> condition) throws IOException {
        try {
            return condition.call();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
