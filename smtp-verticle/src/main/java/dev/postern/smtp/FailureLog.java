package dev.postern.smtp;

import dev.postern.contract.Stage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * The lines about failed asks. A group that is gone fails at every connection: of one kind of failure, by group, stage
 * and instance, the first is a WARN, and what follows within ten seconds is counted, and told in one more line. Each is found at DEBUG. Safe to use
 * from any thread.
 */
final class FailureLog {
    private static final long WINDOW = 10_000;
    private static final String FAILED = "[{}] group {} failed at {}: {} ({}), instance {}, {} ms; on-failure {}";

    private final Logger log;
    private final LongSupplier now;
    private final Map<Kind, Window> windows = new ConcurrentHashMap<>();

    private record Kind(String group, Stage stage, Failure failure, String instance) {}

    /** @param again how many came after the first */
    private record Window(long end, int again) {}

    /** @param now milliseconds of a clock that never runs backwards */
    FailureLog(Logger log, LongSupplier now) {
        this.log = log;
        this.now = now;
    }

    void failed(Link link, Stage stage, String connection, Answer answer) {
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
            Entry.inOneLine(answer.reason()),
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

    /** Tells of what has been counted for ten seconds. To be called now and then: no failure may follow. */
    void summarise() {
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
