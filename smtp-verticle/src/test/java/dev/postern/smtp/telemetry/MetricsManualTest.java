package dev.postern.smtp.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual's page lists exactly what a server measures. */
class MetricsManualTest {
    private static final Map<Meter.Type, String> TYPES = Map.of(
            Meter.Type.GAUGE, "gauge",
            Meter.Type.COUNTER, "counter",
            Meter.Type.TIMER, "timer",
            Meter.Type.DISTRIBUTION_SUMMARY, "summary");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    MetricsManualTest() {
        ServerMetrics meters = ServerMetrics.of(registry, ServerMetricsTest.options("recipients", "maildir"), () -> 0);
        meters.replied(250);
        Arrays.stream(Stage.values())
                .filter(Stage::asks)
                .forEach(stage -> meters.answered(stage, new Verdict("recipients", null, "pass", 1, 0, null)));
    }

    @Test
    void itsTableIsWhatIsRegistered() throws Exception {
        Map<String, MetricsPage.Row> registered = new TreeMap<>();
        meters().forEach(meter -> registered.put(
                meter.getId().getName(),
                new MetricsPage.Row(TYPES.get(meter.getId().getType()), labels(meter))));
        assertEquals(registered, MetricsPage.read().meters());
    }

    @Test
    void everyMeasureIsRegistered() {
        Set<String> names =
                Arrays.stream(Metric.values()).map(Metric::key).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                names, meters().map(meter -> meter.getId().getName()).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void itsListsOfValuesAreThoseOfTheLabels() throws Exception {
        Map<String, Set<String>> values = new TreeMap<>();
        meters().flatMap(meter -> meter.getId().getTags().stream())
                .filter(tag -> !List.of("listener", "group", "code").contains(tag.getKey()))
                .forEach(tag -> values.computeIfAbsent(tag.getKey(), key -> new TreeSet<>())
                        .add(tag.getValue()));
        assertEquals(values, MetricsPage.read().values());
    }

    /** This registry makes a gauge of each bucket. */
    private Stream<Meter> meters() {
        return registry.getMeters().stream()
                .filter(meter -> !meter.getId().getName().endsWith(".histogram"));
    }

    private static Set<String> labels(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
