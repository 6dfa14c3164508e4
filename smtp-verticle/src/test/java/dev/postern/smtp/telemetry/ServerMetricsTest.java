package dev.postern.smtp.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.dialogue.SessionSetup;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.Failure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

public class ServerMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong missed = new AtomicLong();
    private final ServerMetrics meters = ServerMetrics.of(registry, options("recipients", "maildir"), missed::get);

    /** A server with one listener, one chain of these groups, and the last of them as its inbox. */
    public static SmtpOptions options(String... groups) {
        SessionSetup settings = new SessionSetup();
        settings.tls = SmtpOptions.TlsMode.NONE;
        for (String group : groups) {
            settings.links.add(new ChainLink(group, 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of()));
            settings.inbox = group;
        }
        return settings.options();
    }

    private double count(String name, String... labels) {
        return registry.get(name).tags(labels).counter().count();
    }

    private double gauge(String name) {
        return registry.get(name).tags("group", "recipients").gauge().value();
    }

    @Test
    void aDecisionIsCountedAndItsTimeMeasured() {
        meters.answered(Stage.RCPTTO, new Verdict("recipients", "x", "accept", 12.5, 0, null));
        assertEquals(1, count("postern.decisions", "group", "recipients", "stage", "rcptto", "decision", "accept"));
        assertEquals(
                12.5,
                registry.get("postern.answers")
                        .tags("group", "recipients", "stage", "rcptto")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS));
        assertEquals(0, count("postern.failures", "stage", "rcptto", "failure", "timeout"));
    }

    @Test
    void aFailureIsNoDecisionAndHasNoTime() {
        meters.answered(Stage.RCPTTO, new Verdict("recipients", null, "reject", 5_000, 0, "timeout"));
        assertEquals(1, count("postern.failures", "group", "recipients", "stage", "rcptto", "failure", "timeout"));
        assertEquals(0, count("postern.decisions", "stage", "rcptto", "decision", "reject"));
        assertEquals(0, registry.get("postern.answers").timer().count());
    }

    @Test
    void whatNobodyHasConfiguredMakesNoLabel() {
        meters.answered(Stage.DELIVER, new Verdict("made-up", null, "delivered", 1, 0, null));
        meters.recipient("made-up");
        assertEquals(1, count("postern.decisions", "group", "(other)", "decision", "delivered"));
        assertEquals(1, count("postern.recipients", "end", "(other)"));
        boolean madeUp = registry.getMeters().stream()
                .flatMap(meter -> meter.getId().getTags().stream())
                .anyMatch(tag -> tag.getValue().equals("made-up"));
        assertEquals(false, madeUp);
    }

    @Test
    void whatHappensToAsksIsCountedByGroupAndStage() {
        meters.late("recipients", Stage.RCPTTO);
        meters.repeated("recipients", Stage.RCPTTO);
        meters.repeated("recipients", Stage.RCPTTO);
        meters.overloaded("recipients", Stage.RCPTTO);
        meters.stale("recipients");
        meters.lateDelivered("recipients");
        assertEquals(1, count("postern.answers.late", "group", "recipients", "stage", "rcptto"));
        assertEquals(2, count("postern.asks.repeated", "group", "recipients", "stage", "rcptto"));
        assertEquals(1, count("postern.asks.overloaded", "group", "recipients", "stage", "rcptto"));
        assertEquals(1, count("postern.data.stale", "group", "recipients"));
        assertEquals(1, count("postern.deliveries.late", "group", "recipients"));
    }

    @Test
    void gaugesRiseAndFall() {
        meters.began("recipients");
        meters.began("recipients");
        meters.ended("recipients");
        meters.breaker("recipients", 1);
        assertEquals(1, gauge("postern.asks.open"));
        assertEquals(1, gauge("postern.breakers.open"));
        meters.breaker("recipients", -1);
        assertEquals(0, gauge("postern.breakers.open"));
    }

    @Test
    void factsThatWereDroppedAreCountedByHow() {
        meters.dropped("node-a", 64);
        meters.dropped("node-b", 1);
        meters.unacknowledged("node-a", 3);
        assertEquals(65, count("postern.told.dropped", "how", "relay"));
        assertEquals(3, count("postern.told.dropped", "how", "unacknowledged"));
        missed.set(7);
        assertEquals(
                7,
                registry.get("postern.told.dropped")
                        .tags("how", "observer")
                        .functionCounter()
                        .count());
    }

    @Test
    void aServerThatStartsAgainOnTheSameRegistryHasGaugesOfItsOwn() {
        meters.began("recipients");
        meters.close();
        assertNull(registry.find("postern.asks.open").gauge());
        ServerMetrics again = ServerMetrics.of(registry, options("recipients", "maildir"), missed::get);
        again.began("recipients");
        again.began("recipients");
        assertEquals(2, gauge("postern.asks.open"));
    }

    @Test
    void theCountersOfAStageAreThereFromItsFirstAnswer() {
        meters.answered(Stage.RCPTTO, new Verdict("recipients", "x", "accept", 1, 0, null));
        assertEquals(
                GroupMetrics.FAILURES,
                Stream.of(Failure.values()).map(Failure::key).toList());
        for (Failure failure : Failure.values()) {
            assertEquals(0, count("postern.failures", "stage", "rcptto", "failure", failure.key()));
        }
        assertTrue(registry.find("postern.failures")
                .tag("stage", "data")
                .counters()
                .isEmpty());
    }
}
