package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.plugins.Failure;
import dev.postern.smtp.time.VirtualClock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A group that is gone does not flood the log. */
class FailureHandlerTest {
    private static final ChainLink SPF = new ChainLink("spf", 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of());

    private final Logger logger = (Logger) LoggerFactory.getLogger("test." + UUID.randomUUID());
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final VirtualClock clock = new VirtualClock();
    private final FailureHandler failures = new FailureHandler(logger, clock::now);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private void fail(int times, Stage stage, Failure failure) {
        for (int i = 0; i < times; i++) {
            failures.decide(SPF, stage, "node-0-" + i, CallResult.failed(failure, "as is", "smtp.ask.spf.there", 1.5));
        }
    }

    private List<String> at(Level level) {
        return lines.list.stream()
                .filter(line -> line.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void theFirstIsAWarningAndSaysAll() {
        fail(1, Stage.HELO, Failure.TIMEOUT);
        assertEquals(
                List.of("[node-0-0] group spf failed at helo: timeout (as is), instance smtp.ask.spf.there, 1.5 ms;"
                        + " on-failure TEMPFAIL"),
                at(Level.WARN));
    }

    @Test
    void theOthersAreFoundOneByOneAtDebugAndTogetherAfterTenSeconds() {
        fail(513, Stage.HELO, Failure.TIMEOUT);
        assertEquals(1, at(Level.WARN).size());
        assertEquals(512, at(Level.DEBUG).size());
        assertEquals(
                "[node-0-512] group spf failed at helo: timeout (as is), instance smtp.ask.spf.there, 1.5 ms;"
                        + " on-failure TEMPFAIL",
                at(Level.DEBUG).get(511));
        clock.advance(9_999);
        failures.summarise();
        assertEquals(1, at(Level.WARN).size());
        clock.advance(1);
        failures.summarise();
        assertEquals(
                "group spf failed at helo: timeout, instance smtp.ask.spf.there, and 512 more in the last 10 s",
                at(Level.WARN).get(1));
        failures.summarise();
        assertEquals(2, at(Level.WARN).size());
    }

    @Test
    void whatFailsAgainLaterIsAWarningAgainAndNothingIsSaidOfNothing() {
        fail(1, Stage.HELO, Failure.TIMEOUT);
        clock.advance(10_000);
        fail(1, Stage.HELO, Failure.TIMEOUT);
        assertEquals(2, at(Level.WARN).size());
    }

    @Test
    void eachStageAndKindIsItsOwn() {
        fail(2, Stage.HELO, Failure.TIMEOUT);
        fail(2, Stage.HELO, Failure.EXCEPTION);
        fail(2, Stage.MAILFROM, Failure.TIMEOUT);
        assertEquals(3, at(Level.WARN).size());
        assertEquals(3, at(Level.DEBUG).size());
    }
}
