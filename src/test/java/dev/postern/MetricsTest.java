package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.launcher.TestNode;
import dev.postern.testkit.server.SmtpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of a node as Prometheus reads them. */
class MetricsTest {
    private static final Path PAGE = Path.of("docs", "metrics.md");
    private static final Pattern ROW = Pattern.compile("^\\| `postern\\.[^|]+\\| `(\\w+)`", Pattern.MULTILINE);
    private static final Pattern TYPE = Pattern.compile("^# TYPE (postern_\\w+) \\w+$", Pattern.MULTILINE);
    private static final Pattern QUERIED = Pattern.compile("postern_\\w+");

    @TempDir
    static Path folder;

    private static TestNode node;
    private static String numbers;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start(
                folder, "--set", "metrics.enabled=true", "--set", "metrics.port=0", "--set", "node.name=one");
        try (SmtpClient client = SmtpClient.connect(node.clearPort())) {
            client.expect("220 ");
            client.ask("EHLO client.example", "250");
            client.mail(
                    "<anna@example.net>",
                    "<you@localhost>",
                    "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8));
            client.ask("QUIT", "221");
            client.expectClosed();
        }
        numbers = scrape();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String scrape() throws Exception {
        HttpResponse<String> response = get("/metrics");
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                response.headers().firstValue("content-type").orElse(null));
        return response.body();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.metricsPort() + path))
                .timeout(Duration.ofSeconds(60))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(match.groupCount()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theManualNamesWhatPrometheusSees() throws IOException {
        Set<String> served = found(TYPE, numbers);
        served.removeIf(name -> name.endsWith("_max"));
        assertEquals(served, found(ROW, Files.readString(PAGE)));
    }

    @Test
    void theManualAsksForWhatIsThere() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> asked = found(QUERIED, page.substring(page.indexOf("## What to ask")));
        assertTrue(asked.size() >= 4, asked.toString());
        asked.removeIf(name -> numbers.lines().anyMatch(line -> line.startsWith(name + "{")));
        assertEquals(Set.of(), asked);
    }

    @Test
    void nothingElseIsServed() throws Exception {
        assertEquals(404, get("/").statusCode());
    }

    @Test
    void aMailIsCounted() {
        for (String line : List.of(
                "postern_messages_total{end=\"delivered\",node=\"one\"} 1.0",
                "postern_recipients_total{end=\"delivered\",node=\"one\"} 1.0",
                "postern_decisions_total{decision=\"accept\",group=\"recipients\",node=\"one\",stage=\"rcptto\"} 1.0",
                "postern_answers_seconds_count{group=\"maildir\",node=\"one\",stage=\"deliver\"} 1",
                "postern_replies_total{code=\"354\",node=\"one\"} 1.0")) {
            assertTrue(numbers.contains("\n" + line + "\n"), line + " is missing in\n" + numbers);
        }
    }

    @Test
    void thereAreNumbersOfTheMachineAndOfVertx() {
        for (String name : List.of(
                "jvm_memory_used_bytes",
                "jvm_gc_live_data_size_bytes",
                "jvm_threads_live_threads",
                "process_files_open_files",
                "process_uptime_seconds",
                "vertx_eventbus_handlers")) {
            assertTrue(numbers.contains("\n" + name + "{"), name + " is missing in\n" + numbers);
        }
    }
}
