package dev.postern.smtp.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.contract.Decision;
import dev.postern.contract.MailFrom;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever goes wrong on a connection, each line that tells of it begins with the connection's id. */
class LogLinesTest {
    /** What they log is of no connection. */
    private static final Set<String> OF_THE_NODE =
            Set.of("ReadinessGate", "PluginRegistry", "SmtpVerticle", "Spool", "Connections");

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<Logger> loggers =
            List.of((Logger) LoggerFactory.getLogger("session"), (Logger) LoggerFactory.getLogger("dev.postern.smtp"));

    /** Breaks at MAIL if the sender wants it. */
    static final class Brittle extends Plugin {
        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            return event.sender().address().local().equals("break")
                    ? Future.failedFuture("broken")
                    : reject(550, "5.7.1", "no");
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        for (Logger logger : loggers) {
            logger.setLevel(Level.DEBUG);
            logger.setAdditive(false);
            logger.addAppender(lines);
        }
    }

    @AfterEach
    void leave() {
        for (Logger logger : loggers) {
            logger.detachAppender(lines);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
    }

    @Test
    void eachBeginsWithTheIdOfTheConnection() throws Exception {
        TestServer server = new TestServer(folder)
                .limits(Limits.of(1000, 1000, 2048, 100, 100))
                .group("brittle", ChainLink.Role.PLAIN, Brittle::new)
                .start();
        try (Telnet refused = server.connect(TestServer.CLEAR).expect("220");
                Telnet hasty = server.connect(TestServer.STARTTLS).expect("220");
                Telnet clear = server.connect(TestServer.IMPLICIT)) {
            refused.expect("EHLO a.example", "250")
                    .expect("MAIL FROM:<break@b.example>", "451")
                    .expect("MAIL FROM:<a@b.example>", "550");
            hasty.expect("EHLO a.example", "250").send("STARTTLS\r\nNOOP\r\n").expectClosed();
            clear.send("EHLO a.example\r\n").hangUp();
            Future<Void> stopped = server.shutdown();
            refused.expect("421").expectClosed();
            TestServer.await(stopped);
        } finally {
            server.close();
        }
        List<ILoggingEvent> logged =
                lines.list.stream().filter(LogLinesTest::isOfAConnection).toList();
        Set<String> loggersSeen = logged.stream().map(LogLinesTest::name).collect(Collectors.toSet());
        assertTrue(
                loggersSeen.containsAll(Set.of("session", "FailureHandler", "SmtpConnection")), loggersSeen.toString());
        String id = "\\[" + Node.of(server.vertx()).id() + "-\\d+-\\d+\\] ";
        List<String> nameless = logged.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> !line.matches("(?s)" + id + ".*"))
                .toList();
        assertEquals(List.of(), nameless);
    }

    /** What sums up the failures of some seconds is of many connections. */
    private static boolean isOfAConnection(ILoggingEvent line) {
        return !OF_THE_NODE.contains(name(line)) && !line.getFormattedMessage().endsWith(" more in the last 10 s");
    }

    private static String name(ILoggingEvent line) {
        return line.getLoggerName().substring(line.getLoggerName().lastIndexOf('.') + 1);
    }
}
