package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.testing.LogWatch;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that says {@code failed}; what that costs under each policy is in {@link FailureMatrixTest}. */
class FailedDecisionTest {
    private static final AtomicInteger ASKED = new AtomicInteger();

    @TempDir
    Path folder;

    private static final class Bridge extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            ASKED.incrementAndGet();
            return failed("no directory\r\n250 taken all the same");
        }
    }

    @Test
    void itsTextIsOneLineOfTheLogAndNobodyElseSeesItAndItIsNotAskedAgain() throws Exception {
        TestServer server = new TestServer(folder).instances(1);
        server.group("bridge", new ChainLink.Role(false, true), Bridge::new).start();
        try (LogWatch log = new LogWatch(FailureHandler.class);
                Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            client.send("EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n");
            client.expect("250").expect("250").expect("451 4.3.0 temporarily unable to decide, try again later");

            List<String> lines = log.lines().stream()
                    .filter(line -> line.contains("group bridge"))
                    .toList();
            assertEquals(1, lines.size(), lines::toString);
            String begin =
                    "group bridge failed at rcptto: exception (no directory\\u000d\\u000a250 taken all the same)";
            assertTrue(lines.get(0).contains(begin), lines.get(0));
            assertEquals(1, ASKED.get());
        } finally {
            server.close();
        }
    }
}
