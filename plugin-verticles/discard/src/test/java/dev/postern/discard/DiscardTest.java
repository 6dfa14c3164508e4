package dev.postern.discard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.DeliveryResult.Outcome;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.PluginSetup;
import dev.postern.contract.plugin.Plugin;
import dev.postern.testkit.Ask;
import dev.postern.testkit.Events;
import dev.postern.testkit.PluginTester;
import dev.postern.testkit.conformance.Conformance;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DiscardTest {
    private static final String MESSAGE = "Subject: test\r\n\r\ntext\r\n";

    @Test
    void itDoesAllThatAPluginMustDo() {
        Conformance.of(plugin("{}")).check();
        Conformance.of(plugin("{\"delay\":\"10ms\"}")).check();
    }

    @Test
    void everyRecipientHasTheMessageAtOnce() {
        try (PluginTester tester = PluginTester.of(plugin("{}"))) {
            Decision decision = tester.ask(Events.deliver(MESSAGE, "alice@example.org", "bob@example.org"));
            assertEquals(List.of(Outcome.DELIVERED, Outcome.DELIVERED), outcomes(decision));
        }
    }

    @Test
    void aDelayIsWaitedFor() {
        try (PluginTester tester = PluginTester.of(plugin("{\"delay\":\"40s\"}"))) {
            Ask ask = tester.begin(Events.deliver(MESSAGE, "alice@example.org"));
            tester.advance(Duration.ofSeconds(20));
            assertTrue(ask.isOpen());
            tester.advance(Duration.ofSeconds(21));
            assertEquals(List.of(Outcome.DELIVERED), outcomes(ask.decision()));
        }
    }

    @Test
    void nothingKeepsAServerFromOfferingWhatAnInboxCanTake() {
        assertEquals(
                Set.of("8BITMIME", "BINARYMIME", "SMTPUTF8", "REQUIRETLS"), new Discard(Duration.ZERO).extensions());
    }

    @Test
    void itRunsOnlyWhereItIsNamed() {
        assertFalse(new DiscardDescriptor().runsUnasked());
    }

    private static List<Outcome> outcomes(Decision decision) {
        return ((Decision.Delivered) decision)
                .results().stream().map(result -> result.outcome()).toList();
    }

    private static Supplier<? extends Plugin> plugin(String options) {
        DiscardDescriptor descriptor = new DiscardDescriptor();
        OptionValues values = OptionValues.of(descriptor.options(), new JsonObject(options));
        return descriptor.plugin(new PluginSetup(values, "mx.example", List.of()));
    }
}
