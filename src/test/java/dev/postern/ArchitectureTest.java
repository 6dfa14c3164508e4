package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The product keeps the rules of its architecture; {@link ArchitectureRulesTest} shows that they refuse something. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.postern");
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void aPackageOfTheServerKnowsOnlyThoseBelowIt() {
        ArchitectureRules.serverKnowsOnlyDownwards().check(CLASSES);
    }

    @Test
    void theServerHasNoOtherPackages() {
        ArchitectureRules.serverHasNoOtherPackages().check(CLASSES);
    }

    @Test
    void aPackageOfTheContractKnowsOnlyThoseBelowIt() {
        ArchitectureRules.contractKnowsOnlyDownwards().check(CLASSES);
    }

    @Test
    void noPackagesKnowEachOtherInACircle() {
        ArchitectureRules.packagesAreFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingIsPublicThatNoOtherPackageNames() {
        ArchitectureRules.publicIsWhatOthersName().check(CLASSES);
    }

    @Test
    void noPackageIsTooLarge() {
        ArchitectureRules.packagesAreSmall().check(CLASSES);
    }

    @Test
    void theContractKnowsVertxAlone() {
        ArchitectureRules.contractKnowsVertxAlone().check(CLASSES);
    }

    @Test
    void theServerKnowsNoPlugin() {
        ArchitectureRules.serverKnowsNoPlugin().check(CLASSES);
    }

    @Test
    void theLauncherKnowsNoPlugin() {
        ArchitectureRules.launcherKnowsNoPlugin().check(CLASSES);
    }

    @Test
    void aPluginKnowsTheContractAlone() {
        ArchitectureRules.pluginsKnowTheContractAlone().check(CLASSES);
    }

    @Test
    void pluginsDoNotKnowEachOther() {
        ArchitectureRules.pluginsDoNotKnowEachOther().check(CLASSES);
    }

    @Test
    void nothingIsSynchronized() {
        ArchitectureRules.nothingIsSynchronized().check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        ArchitectureRules.nobodySleeps().check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        ArchitectureRules.namesSayWhatAClassIs().check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        Set<Path> silent = new TreeSet<>();
        for (Path source : mainSources()) {
            Path info = source.resolveSibling("package-info.java");
            if (!Files.exists(info)) {
                silent.add(source.getParent());
            }
        }
        assertEquals(Set.of(), silent);
    }

    @Test
    void everyAddressIsBuiltInOneFile() throws IOException {
        List<Path> sources = mainSources();
        assertFalse(sources.isEmpty());
        List<Path> literal = sources.stream()
                .filter(source -> !source.endsWith("Addresses.java"))
                .filter(source -> text(source).lines().anyMatch(ArchitectureTest::holdsAddress))
                .toList();
        assertEquals(List.of(), literal);
    }

    private static boolean holdsAddress(String line) {
        boolean comment = line.strip().startsWith("*") || line.strip().startsWith("//");
        return !comment && line.matches(".*\"smtp\\.(told|ask|node|plugins|connect|secure|rcptto|close)\\b.*");
    }

    private static List<Path> mainSources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/main/java/"))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
