package dev.postern.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.*;
import dev.postern.testkit.*;
import dev.postern.testkit.conformance.*;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MannersTest {
    @Test
    void aPoliteSenderPasses() {
        try (PluginTester tester = PluginTester.of(Manners::new)) {
            assertEquals(Decision.pass(), tester.ask(Events.mailFrom("someone@example.com")));
        }
    }

    @Test
    void aRudeSenderIsWarnedOnce() {
        try (PluginTester tester = PluginTester.of(Manners::new)) {
            Decision first = tester.ask(Events.mailFrom("someone@rude.example"));
            assertTrue(Effects.of(first).data().getBoolean("warned"));
            Decision second = tester.ask(Events.mailFrom("someone@rude.example"));
            assertEquals(Decision.reject(421, "4.7.0", "good bye"), second);
        }
    }

    @Test
    void theGreetingTakesThreeSeconds() {
        try (PluginTester tester = PluginTester.of(Manners::new)) {
            Ask ask = tester.begin(Events.connect());
            tester.advance(Duration.ofSeconds(1));
            assertTrue(ask.isOpen());
            tester.advance(Duration.ofSeconds(3));
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
