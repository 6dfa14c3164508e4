package dev.postern.launcher.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.options.Option;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of options in the manual is the tree of options, row by row. */
class ManualTest {
    private static final Path MANUAL = Path.of("docs", "configuration.md");

    @Test
    void theManualsTableIsTheTreeOfOptions() throws IOException {
        String written = Files.readAllLines(MANUAL).stream()
                .filter(line -> line.startsWith("| `") && line.contains("POSTERN_"))
                .collect(Collectors.joining("\n"));
        assertEquals(table(), written, "the table in src/docs/configuration.md");
    }

    private static String table() {
        StringBuilder table = new StringBuilder();
        KnownPaths.forEach((path, option) -> table.append(row(path, option)).append('\n'));
        return table.toString().stripTrailing();
    }

    private static String row(String path, Option<?> option) {
        String variable =
                EnvironmentVariables.variable(path).replace("<NAME>", "<name>").replace("<N>", "<n>");
        return "| `" + path + "` | " + preset(option) + " | " + option.help() + " | "
                + option.kind().expectation().replace("|", "\\|") + " | `" + variable + "` |";
    }

    static String preset(Option<?> option) {
        Object preset = option.preset();
        if (preset == null) {
            return option.required() ? "must be given" : "empty";
        }
        if (preset instanceof JsonObject) {
            return "see `conf/postern.yaml`";
        }
        if (preset instanceof JsonArray list) {
            boolean items = list.size() == 1 && list.getValue(0) instanceof JsonObject;
            return items
                    ? "one item"
                    : "`" + list.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]")) + "`";
        }
        return "`" + preset + "`";
    }
}
