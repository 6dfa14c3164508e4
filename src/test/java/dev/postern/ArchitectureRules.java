package dev.postern;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.postern.contract.options.PluginDescriptor;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** The rules of the architecture, as architecture.md tells them. {@link ArchitectureTest} holds the product to them. */
final class ArchitectureRules {
    /** The packages of the server from the top down; those in one row do not know each other. */
    static final List<List<String>> SERVER = List.of(
            List.of("server"),
            List.of("listener"),
            List.of("connection"),
            List.of("command"),
            List.of("delivery"),
            List.of("session"),
            List.of("chain"),
            List.of("plugins", "reports", "content", "tls"),
            List.of("telemetry"),
            List.of("protocol"),
            List.of("options"),
            List.of("time"));

    /** The packages of the contract from the top down; the empty name is the package of the values. */
    static final List<List<String>> CONTRACT = List.of(
            List.of("options"), List.of("plugin"), List.of("bus"), List.of("wire"), List.of(""), List.of("json"));

    private static final List<String> PLUGINS = ServiceLoader.load(PluginDescriptor.class).stream()
            .map(plugin -> plugin.get().name())
            .toList();
    private static final int MOST_FILES = 20;

    private ArchitectureRules() {}

    static ArchRule serverKnowsOnlyDownwards() {
        return onlyDownwards("dev.postern.smtp", SERVER);
    }

    static ArchRule contractKnowsOnlyDownwards() {
        return onlyDownwards("dev.postern.contract", CONTRACT);
    }

    private static ArchRule onlyDownwards(String root, List<List<String>> rows) {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String name : names(rows)) {
            layers = layers.optionalLayer(layer(name)).definedBy(name.isEmpty() ? root : root + "." + name + "..");
        }
        for (int row = 0; row < rows.size(); row++) {
            String[] below = names(rows.subList(row + 1, rows.size())).stream()
                    .map(ArchitectureRules::layer)
                    .toArray(String[]::new);
            for (String name : rows.get(row)) {
                layers = below.length == 0
                        ? layers.whereLayer(layer(name)).mayNotAccessAnyLayer()
                        : layers.whereLayer(layer(name)).mayOnlyAccessLayers(below);
            }
        }
        return layers;
    }

    private static List<String> names(List<List<String>> rows) {
        return rows.stream().flatMap(List::stream).toList();
    }

    private static String layer(String name) {
        return name.isEmpty() ? "values" : name;
    }

    /** A class of the server stands in one of its packages, and nowhere else. */
    static ArchRule serverHasNoOtherPackages() {
        String[] packages =
                names(SERVER).stream().map(name -> "dev.postern.smtp." + name).toArray(String[]::new);
        return classes().that().resideInAPackage("dev.postern.smtp..").should().resideInAnyPackage(packages);
    }

    static ArchRule packagesAreFreeOfCycles() {
        return slices().matching("dev.postern.(**)").should().beFreeOfCycles();
    }

    /** What is public is named by another package; an entry point that nothing of ours names is none of these. */
    static ArchRule publicIsWhatOthersName() {
        return classes()
                .that()
                .resideInAnyPackage("dev.postern.smtp..", "dev.postern.launcher..", "dev.postern.passwords..")
                .and()
                .arePublic()
                .and(are(not("an entry point", ArchitectureRules::isEntryPoint)))
                .should(new ArchCondition<>("be named by another package") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean named = item.getDirectDependenciesToSelf().stream()
                                .anyMatch(use ->
                                        !use.getOriginClass().getPackageName().equals(item.getPackageName()));
                        events.add(new SimpleConditionEvent(
                                item, named, item.getName() + " is public, and no other package names it"));
                    }
                });
    }

    private static boolean isEntryPoint(JavaClass type) {
        return type.getSimpleName().equals("Main")
                || type.getAllRawInterfaces().stream()
                        .anyMatch(one -> one.getName().equals("dev.postern.contract.options.PluginDescriptor"))
                || type.getAllRawSuperclasses().stream()
                        .anyMatch(one -> one.getName().equals("dev.postern.contract.options.PluginDescriptor"));
    }

    private static DescribedPredicate<JavaClass> not(String what, Predicate<JavaClass> test) {
        return DescribedPredicate.describe("not " + what, type -> !test.test(type));
    }

    /** A package that is too large is several; the values of the contract are one vocabulary. */
    static ArchRule packagesAreSmall() {
        return classes()
                .that()
                .areTopLevelClasses()
                .and()
                .resideOutsideOfPackage("dev.postern.contract")
                .should(new ArchCondition<>("stand in a package of at most " + MOST_FILES + " files") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        long files = item.getPackage().getClasses().stream()
                                .filter(file -> !file.getName().contains("$")
                                        && !file.getSimpleName().equals("package-info"))
                                .count();
                        events.add(new SimpleConditionEvent(
                                item,
                                files <= MOST_FILES,
                                item.getPackageName() + " has " + files + " files, at most " + MOST_FILES
                                        + " are expected"));
                    }
                });
    }

    static ArchRule contractKnowsVertxAlone() {
        return classes()
                .that()
                .resideInAPackage("dev.postern.contract..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.postern.contract..", "java..", "io.vertx.core..", "io.netty..")
                .because("it is all that a plugin's author needs; Netty is what Vert.x stands on");
    }

    static ArchRule serverKnowsNoPlugin() {
        return noClasses()
                .that()
                .resideInAPackage("dev.postern.smtp..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.postern.smtp..", "dev.postern.contract..", "java..", "javax..", "io..", "org..");
    }

    static ArchRule launcherKnowsNoPlugin() {
        return noClasses()
                .that()
                .resideInAPackage("dev.postern.launcher..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(pluginPackages());
    }

    static ArchRule pluginsKnowTheContractAlone() {
        return noClasses()
                .that()
                .resideInAnyPackage(pluginPackages())
                .or()
                .resideInAPackage("dev.postern.support..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.postern.launcher..", "dev.postern.smtp..");
    }

    private static String[] pluginPackages() {
        return PLUGINS.stream().map(name -> "dev.postern." + name + "..").toArray(String[]::new);
    }

    static ArchRule pluginsDoNotKnowEachOther() {
        return slices().matching("dev.postern.(" + String.join("|", PLUGINS) + ")..")
                .should()
                .notDependOnEachOther();
    }

    static ArchRule nothingIsSynchronized() {
        return noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("dev.postern.testkit..")
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .because("one instance, one event loop; the testkit is called from the threads of tests too");
    }

    static ArchRule nobodySleeps() {
        return noClasses().should().callMethod(Thread.class, "sleep", long.class);
    }

    static ArchRule namesSayWhatAClassIs() {
        return noClasses()
                .should()
                .haveNameMatching(".*\\.([A-Za-z]*(Helper|Util|Utils|Impl)|Abstract[A-Za-z]*)")
                .orShould(new ArchCondition<>("be a Manager that is none of the JDK's") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean jdk = item.getAllRawSuperclasses().stream()
                                .anyMatch(one -> one.getName().startsWith("javax."));
                        boolean manager = item.getSimpleName().endsWith("Manager") && !jdk;
                        events.add(new SimpleConditionEvent(item, manager, item.getName() + " says Manager"));
                    }
                });
    }
}
