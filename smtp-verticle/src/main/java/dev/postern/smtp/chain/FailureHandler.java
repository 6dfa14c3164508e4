package dev.postern.smtp.chain;

import dev.postern.contract.Decision;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.plugins.Failure;
import dev.postern.smtp.telemetry.LogLine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a group's failure into the decision that its policy names, and writes the log line of it. One for each server. A group
 * that is gone fails at every connection: of one kind of failure, by group, stage and instance, the first is a WARN, and what
 * follows within ten seconds is counted and logged in one more line. Each is logged at DEBUG. Safe to use from any thread.
 */
public final class FailureHandler {
    private static final long WINDOW = 10_000;
    private static final String FAILED = "[{}] group {} failed at {}: {} ({}), instance {}, {} ms; on-failure {}";
    private static final String NOT_NOW = "temporarily unable to decide, try again later";

    private final Logger log;
    private final LongSupplier now;
    private final Map<Kind, Window> windows = new ConcurrentHashMap<>();

    private record Kind(String group, Stage stage, Failure failure, String instance) {}

    /** @param again how many came after the first */
    private record Window(long end, int again) {}

    public FailureHandler() {
        this(LoggerFactory.getLogger(FailureHandler.class), () -> System.nanoTime() / 1_000_000);
    }

    /** @param now milliseconds of a clock that never runs backwards */
    FailureHandler(Logger log, LongSupplier now) {
        this.log = log;
        this.now = now;
    }

    /** What the group's failure policy makes of this failure, which goes to the log. */
    Decision decide(ChainLink link, Stage stage, String connection, CallResult answer) {
        log(link, stage, connection, answer);
        if (answer.failure() == Failure.TIMEOUT && stage == Stage.DELIVER) {
            // The inbox may have taken the message: whatever the policy, it must not be refused for good.
            return refuseForNow(stage);
        }
        return switch (link.onFailure(stage)) {
            case PASS -> Decision.pass();
            case REJECT -> Decision.reject(554, "5.3.0", "unable to process this");
            case TEMPFAIL -> refuseForNow(stage);
        };
    }

    private static Decision refuseForNow(Stage stage) {
        return Decision.reject(
                switch (stage) {
                    case CONNECT, HELO, SECURE -> new Reply(421, "4.3.0", NOT_NOW);
                    case AUTHENTICATE -> new Reply(454, "4.7.0", NOT_NOW);
                    default -> new Reply(451, "4.3.0", NOT_NOW);
                });
    }

    private void log(ChainLink link, Stage stage, String connection, CallResult answer) {
        summarise();
        Kind kind = new Kind(link.group(), stage, answer.failure(), answer.instance());
        Window window = windows.merge(
                kind,
                new Window(now.getAsLong() + WINDOW, 0),
                (open, first) -> new Window(open.end(), open.again() + 1));
        Object[] arguments = {
            connection,
            link.group(),
            stage.key(),
            answer.failure().key(),
            LogLine.inOneLine(answer.reason()),
            answer.instance(),
            answer.milliseconds(),
            link.onFailure(stage)
        };
        if (window.again() == 0) {
            log.warn(FAILED, arguments);
        } else {
            log.debug(FAILED, arguments);
        }
    }

    /** Logs what has been counted for ten seconds. To be called once a second, as no other failure may follow. */
    public void summarise() {
        if (windows.isEmpty()) {
            return;
        }
        long time = now.getAsLong();
        windows.forEach((kind, window) -> {
            if (time >= window.end() && windows.remove(kind, window) && window.again() > 0) {
                log.warn(
                        "group {} failed at {}: {}, instance {}, and {} more in the last {} s",
                        kind.group(),
                        kind.stage().key(),
                        kind.failure().key(),
                        kind.instance(),
                        window.again(),
                        WINDOW / 1000);
            }
        });
    }
}
