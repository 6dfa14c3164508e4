package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is true. */
class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    Path folder;

    @Test
    void itsPluginCompilesAgainstTheContract() throws IOException {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
        assertTrue(block.find());
        Path source = Files.writeString(folder.resolve("Manners.java"), block.group(1));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-Xlint:all,-processing,-classfile",
                        "-Werror",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertEquals(0, result);
        assertTrue(Files.exists(folder.resolve("Manners.class")));
    }

    @Test
    void itsPluginHasTenLinesOrLessBesideItsImports() throws IOException {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
        assertTrue(block.find());
        long lines = block.group(1).lines().filter(line -> !line.isBlank()).count();
        assertTrue(lines <= 10, lines + " lines");
    }

    @Test
    void itsLinksLeadSomewhere() throws IOException {
        List<String> dead = Pattern.compile("\\]\\(([^)#:]+)\\)")
                .matcher(readme())
                .results()
                .map(link -> link.group(1))
                .filter(link -> !Files.exists(ROOT.resolve(link)))
                .toList();
        assertEquals(List.of(), dead);
    }

    @Test
    void itsTableOfStagesIsComplete() throws IOException {
        String text = readme();
        List<String> missing = Arrays.stream(Stage.values())
                .map(stage -> "| `" + stage.key() + "` |")
                .filter(row -> !text.contains(row))
                .toList();
        assertEquals(List.of(), missing);
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }
}
