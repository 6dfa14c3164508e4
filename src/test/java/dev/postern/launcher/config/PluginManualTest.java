package dev.postern.launcher.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.options.Option;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.launcher.yaml.YamlFile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the manual and the shipped configuration say of the options of each plugin is what its descriptor says. */
class PluginManualTest {
    private static final Path SHIPPED = Path.of("..", "conf", "postern.yaml");

    static List<PluginDescriptor> descriptors() {
        assertFalse(PluginDescriptors.ALL.isEmpty());
        return PluginDescriptors.ALL;
    }

    @ParameterizedTest
    @MethodSource("descriptors")
    void thePageOfThePluginHasItsOptions(PluginDescriptor plugin) throws IOException {
        Path page = Path.of("docs", "plugins", plugin.name() + ".md");
        String expected = plugin.options().stream()
                .map(option -> "| `" + option.key() + "` | " + ManualTest.preset(option) + " | "
                        + option.kind().expectation() + " | " + option.help() + " |")
                .collect(Collectors.joining("\n"));
        List<String> lines = Files.readAllLines(page);
        int head = lines.indexOf("| option | default | takes | what it is for |");
        assertTrue(head >= 0, "a table of options in " + page);
        String written = lines.stream()
                .skip(head + 2)
                .takeWhile(line -> line.startsWith("|"))
                .collect(Collectors.joining("\n"));
        assertEquals(expected, written, "the options in " + page);
    }

    @ParameterizedTest
    @MethodSource("descriptors")
    void theShippedFileSaysWhatTheOptionsAreFor(PluginDescriptor plugin) throws IOException {
        List<String> lines = Files.readAllLines(SHIPPED);
        int at = lines.indexOf("plugins:");
        int section = at + lines.subList(at, lines.size()).indexOf("  " + plugin.name() + ":");
        assertTrue(section > at, plugin.name() + " in " + SHIPPED);
        String purpose = commentAbove(lines, section);
        assertTrue(purpose.startsWith(sentence(plugin.help())), purpose);
        for (Option<?> option : plugin.options()) {
            int line = section;
            while (!lines.get(line).matches("    " + option.key() + ":.*")) {
                line++;
            }
            assertEquals(sentence(option.help()), commentAbove(lines, line), "comment of " + option.key());
        }
    }

    @ParameterizedTest
    @MethodSource("descriptors")
    void theShippedFileHasTheDefaults(PluginDescriptor plugin) throws IOException {
        JsonObject shipped =
                (JsonObject) YamlFile.json(((Map<?, ?>) YamlFile.parse(Files.readString(SHIPPED))).get("plugins"));
        JsonObject section = shipped.getJsonObject(plugin.name());
        assertEquals(plugin.options().stream().map(Option::key).toList(), List.copyOf(section.fieldNames()));
        plugin.options().forEach(option -> assertEquals(option.preset(), section.getValue(option.key()), option.key()));
    }

    private static String commentAbove(List<String> lines, int line) {
        List<String> comment = new ArrayList<>();
        for (int i = line - 1; lines.get(i).strip().startsWith("#"); i--) {
            comment.add(0, lines.get(i).strip().substring(1).strip());
        }
        return String.join(" ", comment);
    }

    private static String sentence(String help) {
        return Character.toUpperCase(help.charAt(0)) + help.substring(1) + ".";
    }
}
