package dev.postern;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.postern.contract.options.PluginDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape of the whole: who may know whom, and what no class does. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.postern");
    private static final List<PluginDescriptor> PLUGINS = ServiceLoader.load(PluginDescriptor.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void theContractKnowsVertxAlone() {
        ArchRule rule = classes()
                .that()
                .resideInAPackage("dev.postern.contract..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.postern.contract..", "java..", "io.vertx.core..", "io.netty..")
                .because("it is all that a plugin's author needs; Netty is what Vert.x stands on");
        rule.check(CLASSES);
    }

    @Test
    void theServerKnowsNoPlugin() {
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage("dev.postern.smtp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(pluginsAnd("dev.postern.launcher..", "dev.postern.support.."));
        rule.check(CLASSES);
    }

    @Test
    void aPluginKnowsTheContractAlone() {
        ArchRule rule = noClasses()
                .that()
                .resideInAnyPackage(pluginsAnd("dev.postern.support.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.postern.launcher..", "dev.postern.smtp..");
        rule.check(CLASSES);
    }

    @Test
    void pluginsDoNotKnowEachOther() {
        String names = PLUGINS.stream().map(PluginDescriptor::name).collect(Collectors.joining("|"));
        ArchRule rule =
                slices().matching("dev.postern.(" + names + ")..").should().notDependOnEachOther();
        rule.check(CLASSES);
    }

    @Test
    void theLauncherKnowsNoPlugin() {
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage("dev.postern.launcher..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(pluginsAnd());
        rule.check(CLASSES);
    }

    private static String[] pluginsAnd(String... more) {
        return Stream.concat(PLUGINS.stream().map(plugin -> "dev.postern." + plugin.name() + ".."), Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void nothingIsSynchronized() {
        ArchRule rule = noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("dev.postern.testkit..")
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .because("one instance, one event loop; a bench is asked from the threads of tests too");
        rule.check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        ArchRule rule = noClasses().should().callMethod(Thread.class, "sleep", long.class);
        rule.check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        ArchRule rule = noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameStartingWith("Abstract");
        rule.check(CLASSES);
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
