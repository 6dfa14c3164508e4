package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page of the architecture names is there, and its rooms are those of {@link ArchitectureRules}. */
class ArchitectureManualTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path DOCS = ROOT.resolve("src/docs");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```[^\\n]*\\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern CLASS = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?");
    private static final Pattern PACKAGE = Pattern.compile("dev\\.postern[a-z.]*");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(" + PACKAGE + ")` \\| (.+) \\|$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]+))?\\)");

    private final String page = read(DOCS.resolve("architecture.md"));
    private final List<Path> sources = sources();

    @Test
    void theRoomsOfTheServerAreInTheOrderOfTheRules() {
        assertEquals(ArchitectureRules.SERVER, rows("## The server"));
    }

    @Test
    void theRoomsOfTheContractAreInTheOrderOfTheRules() {
        List<List<String>> named = ArchitectureRules.CONTRACT.stream()
                .map(row -> row.stream()
                        .map(name -> name.isEmpty() ? "values" : name)
                        .toList())
                .toList();
        assertEquals(named, rows("## The contract"));
    }

    @Test
    void everyPackageHasItsSentence() {
        List<String> named = new ArrayList<>();
        ROW.matcher(page).results().forEach(row -> {
            named.add(row.group(1));
            assertTrue(row.group(2).matches("[A-Z].{20,}\\."), row.group());
        });
        assertEquals(packages(), named.stream().sorted().toList());
    }

    @Test
    void everyClassThatItNamesIsThereWithWhatItNamesOfIt() {
        List<String> missing = new ArrayList<>();
        List<Matcher> named =
                codes().map(CLASS::matcher).filter(Matcher::matches).toList();
        for (Matcher name : named) {
            String member = name.group(2) == null ? "" : name.group(2);
            boolean there = sources.stream()
                    .filter(file -> file.endsWith(name.group(1) + ".java"))
                    .anyMatch(file -> read(file).matches("(?s).*\\b" + member + "\\b.*"));
            if (!there) {
                missing.add(name.group());
            }
        }
        assertTrue(named.size() > 100, named.size() + " names");
        assertEquals(List.of(), missing);
    }

    @Test
    void everyPackageAndFileThatItNamesIsThere() {
        List<String> packages = packages();
        List<String> missing = codes().filter(name -> PACKAGE.matcher(name).matches()
                        ? !packages.contains(name)
                        : name.matches("[\\w.-]+(/[\\w.-]+)+") && !Files.exists(ROOT.resolve(name)))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void theLinksOfTheManualLeadSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        try (Stream<Path> pages = Files.walk(DOCS)) {
            pages.filter(file -> file.toString().endsWith(".md"))
                    .forEach(from -> LINK.matcher(BLOCK.matcher(read(from)).replaceAll(""))
                            .results()
                            .filter(link -> !leads(from, link.group(1), link.group(2)))
                            .forEach(link -> dead.add(DOCS.relativize(from) + ": " + link.group())));
        }
        assertEquals(List.of(), dead);
    }

    private static boolean leads(Path from, String file, String anchor) {
        Path to = file.isEmpty() ? from : from.resolveSibling(file);
        return Files.exists(to) && (anchor == null || anchors(read(to)).contains(anchor));
    }

    private static List<String> anchors(String page) {
        return BLOCK.matcher(page)
                .replaceAll("")
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }

    /** What stands in the first drawing behind a heading, row by row. */
    private List<List<String>> rows(String heading) {
        Matcher drawing = BLOCK.matcher(page);
        assertTrue(drawing.find(page.indexOf("\n" + heading + "\n")), heading);
        return drawing.group(1)
                .lines()
                .map(row -> Arrays.asList(row.strip().split(" *\\| *")))
                .toList();
    }

    private Stream<String> codes() {
        return CODE.matcher(BLOCK.matcher(page).replaceAll("")).results().map(code -> code.group(1));
    }

    /** The packages that hold a class of the product. */
    private List<String> packages() {
        return sources.stream()
                .map(Path::toString)
                .filter(file -> file.contains("/main/java/"))
                .map(file -> file.replaceFirst(".*/main/java/(.*)/.*", "$1").replace('/', '.'))
                .distinct()
                .sorted()
                .toList();
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().matches(".*/java/dev/postern/.*[A-Z]\\w*\\.java"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
