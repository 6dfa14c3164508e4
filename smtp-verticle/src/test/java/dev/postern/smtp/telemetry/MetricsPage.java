package dev.postern.smtp.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the manual says of metrics.
 *
 * @param meters by name
 * @param values of the labels that have a list of them
 */
record MetricsPage(Map<String, Row> meters, Map<String, Set<String>> values) {
    private static final Path PAGE = Path.of("..", "src", "docs", "metrics.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Set<String> CONFIGURED = Set.of("listener", "group", "code");

    /**
     * @param type gauge, counter, timer or summary
     * @param labels their names
     */
    record Row(String type, Set<String> labels) {}

    static MetricsPage read() throws IOException {
        Map<String, Row> meters = new TreeMap<>();
        Map<String, Set<String>> values = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|");
            if (line.startsWith("| `postern.")) {
                meters.put(codes(cells[1]).get(0), new Row(cells[3].strip(), new TreeSet<>(codes(cells[4]))));
            } else if (line.startsWith("| `")
                    && !CONFIGURED.contains(codes(cells[1]).get(0))) {
                values.put(codes(cells[1]).get(0), new TreeSet<>(codes(cells[2])));
            }
        }
        return new MetricsPage(meters, values);
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .collect(Collectors.toList());
    }
}
