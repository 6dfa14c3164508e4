package dev.postern.smtp.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.micrometer.core.instrument.Tag;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say anything, and plugins that answer anything, make no label that is not known before. */
class LabelsTest {
    private static final int SESSIONS = 60;
    private static final int COMMANDS = 25;
    private static final List<String> VERBS =
            List.of("EHLO ", "HELO ", "MAIL FROM:<", "RCPT TO:<", "VRFY ", "NOOP ", "HELP ", "AUTH ", "XANY ", "");

    @TempDir
    Path folder;

    private final Random random = new Random(20261122);

    /** Refuses with codes of the client's choice, and takes verbs. */
    static final class Whim extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            int hash = Math.floorMod(event.recipient().address().local().hashCode(), 200);
            return switch (hash % 4) {
                case 0 ->
                    reject(
                            400 + hash,
                            (400 + hash) / 100 + ".0.0",
                            event.recipient().address().local());
                case 1 ->
                    throw new IllegalStateException(event.recipient().address().local());
                default -> pass();
            };
        }

        @Override
        protected Future<Decision> onVerb(Verb event) {
            return reject(550, "5.5.1", "no " + event.verb());
        }

        @Override
        protected Set<String> verbs() {
            return Set.of("XANY", "NOOP");
        }
    }

    @Test
    void whateverIsSaidTheLabelsAreThoseOfTheManual() throws Exception {
        TestServer server = new TestServer(folder)
                .limits(Limits.of(50_000_000, 1000, 2048, 10, 100))
                .group("whim", ChainLink.Role.PLAIN, Whim::new)
                .start();
        try {
            for (int i = 0; i < SESSIONS; i++) {
                talk(server);
            }
            server.expectNothingLeft();
        } finally {
            server.close();
        }
        Map<String, Set<String>> values = server.registry().getMeters().stream()
                .flatMap(meter -> meter.getId().getTags().stream())
                .collect(Collectors.groupingBy(
                        Tag::getKey, Collectors.mapping(Tag::getValue, Collectors.toCollection(TreeSet::new))));
        values.remove("le");
        assertEquals(Set.of("whim", "open", "inbox", LabelledCounter.OTHER), values.remove("group"));
        assertEquals(Set.of("127.0.0.1:0"), values.remove("listener"));
        Set<String> codes = values.remove("code");
        assertTrue(codes.size() > 5, "too tame: " + codes);
        assertEquals(
                List.of(),
                codes.stream().filter(code -> !code.matches("[2-5]\\d\\d")).toList());
        Map<String, Set<String>> known = MetricsPage.read().values();
        values.forEach((label, seen) -> {
            seen.removeAll(known.get(label));
            assertEquals(Set.of(), seen, "values of " + label);
        });
        double failed = server.registry()
                .get("postern.failures")
                .tags("group", "whim", "stage", Stage.RCPTTO.key(), "failure", "exception")
                .counter()
                .count();
        assertTrue(failed > 0, "no plugin has failed");
    }

    private void talk(TestServer server) throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220")) {
            client.expect("EHLO a.example", "250").expect("MAIL FROM:<a@b.example>", "250");
            boolean open = true;
            for (int i = 0; i < COMMANDS && open; i++) {
                open = client.ask(line()) != null;
            }
        }
    }

    private String line() {
        String verb = VERBS.get(random.nextInt(VERBS.size()));
        return verb.endsWith("<") ? verb + word() + "@" + word() + ".example>" : verb + word();
    }

    private String word() {
        return random.ints(1 + random.nextInt(12), 'a', 'z' + 1)
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }
}
