package dev.postern.recipients;

import dev.postern.testkit.Events;
import dev.postern.testkit.conformance.Conformance;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipientsConformanceTest {
    @Test
    void recipientsConforms() {
        RecipientsOptions options = new RecipientsOptions(List.of("example.org"), List.of("alice@example.org"));
        Conformance.of(Recipients.sharing(options))
                .with(Events.rcptTo("nobody@example.org"), Events.rcptTo("elsewhere@example.net"))
                .check();
    }
}
