package dev.postern.maildir;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.testkit.conformance.Conformance;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaildirConformanceTest {
    @TempDir
    Path folder;

    @Test
    void maildirConforms() {
        MaildirOptions options = new MaildirOptions(folder, true, "home.example");
        Conformance.of(GroupOptions.worker("maildir"), () -> new Maildir(options))
                .withBudget(Duration.ofSeconds(60))
                .check();
    }
}
