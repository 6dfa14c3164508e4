package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.testkit.conformance.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of the manual's page on tests are tests that are run, word for word. */
class TestingPluginsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path PAGE = ROOT.resolve("src/docs/testing-plugins.md");
    private static final Path EXAMPLES = ROOT.resolve("src/test/java/dev/postern/examples");

    @Test
    void everyExampleIsATestOfTheBuild() throws IOException {
        List<String> shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .sorted()
                .toList();
        assertFalse(shown.isEmpty());
        assertEquals(examples(), shown);
    }

    @Test
    void itNamesEverythingThatConformanceFinds() throws IOException {
        String page = Files.readString(PAGE);
        List<String> missing = Arrays.stream(Finding.Kind.values())
                .map(kind -> "| `" + kind + "` |")
                .filter(row -> !page.contains(row))
                .toList();
        assertEquals(List.of(), missing);
    }

    private static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(TestingPluginsTest::withoutPackage).sorted().toList();
        }
    }

    private static String withoutPackage(Path file) {
        try {
            return Files.readString(file).replaceFirst("package [^\n]*\n\n", "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
