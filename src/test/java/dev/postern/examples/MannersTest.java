package dev.postern.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.testkit.Ask;
import dev.postern.testkit.Effects;
import dev.postern.testkit.Events;
import dev.postern.testkit.PluginTester;
import dev.postern.testkit.conformance.Conformance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MannersTest {
    @Test
    void aPoliteSenderPasses() {
        try (PluginTester bench = PluginTester.of(Manners::new)) {
            assertEquals(Decision.pass(), bench.ask(Events.mailFrom("someone@example.com")));
        }
    }

    @Test
    void aRudeSenderIsWarnedOnce() {
        try (PluginTester bench = PluginTester.of(Manners::new)) {
            Decision first = bench.ask(Events.mailFrom("someone@rude.example"));
            assertTrue(Effects.of(first).data().getBoolean("warned"));
            Decision second = bench.ask(Events.mailFrom("someone@rude.example"));
            assertEquals(Decision.reject(421, "4.7.0", "good bye"), second);
        }
    }

    @Test
    void theGreetingTakesThreeSeconds() {
        try (PluginTester bench = PluginTester.of(Manners::new)) {
            Ask ask = bench.begin(Events.connect());
            bench.advance(Duration.ofSeconds(1));
            assertTrue(ask.isOpen());
            bench.advance(Duration.ofSeconds(3));
            assertEquals(Decision.pass(), ask.decision());
        }
    }

    @Test
    void itConforms() {
        Conformance.of(Manners::new)
                .with(Events.mailFrom("someone@rude.example"))
                .check();
    }
}
