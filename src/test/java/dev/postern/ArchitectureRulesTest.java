package dev.postern;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule takes a small example that is right, and refuses one that is wrong in that respect alone. */
class ArchitectureRulesTest {
    private static final Pattern NAME = Pattern.compile("package ([\\w.]+);.*?(?:class|interface) (\\w+)");

    @TempDir
    Path folder;

    @Test
    void aPackageOfTheServerThatKnowsOneAboveIsRefused() {
        ArchRule rule = ArchitectureRules.serverKnowsOnlyDownwards();
        String clock = "package dev.postern.smtp.time; public class Clock {}";
        accepts(rule, clock, "package dev.postern.smtp.server; class Server { dev.postern.smtp.time.Clock clock; }");
        refuses(
                rule,
                "package dev.postern.smtp.server; public class Server {}",
                "package dev.postern.smtp.time; class Clock { dev.postern.smtp.server.Server server; }");
    }

    @Test
    void packagesOfTheServerInOneRowThatKnowEachOtherAreRefused() {
        refuses(
                ArchitectureRules.serverKnowsOnlyDownwards(),
                "package dev.postern.smtp.tls; public class Keys {}",
                "package dev.postern.smtp.content; class Spool { dev.postern.smtp.tls.Keys keys; }");
    }

    @Test
    void anotherPackageOfTheServerIsRefused() {
        ArchRule rule = ArchitectureRules.serverHasNoOtherPackages();
        accepts(rule, "package dev.postern.smtp.chain; class Chain {}");
        refuses(rule, "package dev.postern.smtp; class Chain {}");
        refuses(rule, "package dev.postern.smtp.chain.deeper; class Chain {}");
    }

    @Test
    void aValueOfTheContractThatKnowsTheBusIsRefused() {
        ArchRule rule = ArchitectureRules.contractKnowsOnlyDownwards();
        accepts(
                rule,
                "package dev.postern.contract; public class Reply {}",
                "package dev.postern.contract.bus; class Node { dev.postern.contract.Reply reply; }");
        refuses(
                rule,
                "package dev.postern.contract.bus; public class Node {}",
                "package dev.postern.contract; class Reply { dev.postern.contract.bus.Node node; }");
    }

    @Test
    void packagesInACircleAreRefused() {
        ArchRule rule = ArchitectureRules.packagesAreFreeOfCycles();
        String one = "package dev.postern.one; public class One { %s }";
        accepts(rule, one.formatted(""), "package dev.postern.two; public class Two { dev.postern.one.One one; }");
        refuses(
                rule,
                one.formatted("dev.postern.two.Two two;"),
                "package dev.postern.two; public class Two { dev.postern.one.One one; }");
    }

    @Test
    void aPublicClassThatNoOtherPackageNamesIsRefused() {
        ArchRule rule = ArchitectureRules.publicIsWhatOthersName();
        accepts(
                rule,
                "package dev.postern.launcher; public class Main { dev.postern.smtp.time.Clock clock; }",
                "package dev.postern.smtp.time; public class Clock {}");
        refuses(
                rule,
                "package dev.postern.smtp.time; public class Clock {}",
                "package dev.postern.smtp.time; class User { Clock clock; }");
    }

    @Test
    void aPackageOfTooManyFilesIsRefused() {
        ArchRule rule = ArchitectureRules.packagesAreSmall();
        accepts(rule, files("dev.postern.smtp.chain", 20));
        accepts(rule, files("dev.postern.contract", 21));
        refuses(rule, files("dev.postern.smtp.chain", 21));
    }

    private static String[] files(String where, int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> "package " + where + "; class File" + n + " {}")
                .toArray(String[]::new);
    }

    @Test
    void aContractThatKnowsMoreThanVertxIsRefused() {
        ArchRule rule = ArchitectureRules.contractKnowsVertxAlone();
        accepts(rule, "package dev.postern.contract; class Reply { io.vertx.core.Future<String> text; }");
        refuses(rule, "package dev.postern.contract; class Reply { org.slf4j.Logger log; }");
    }

    @Test
    void aServerThatKnowsAPluginIsRefused() {
        ArchRule rule = ArchitectureRules.serverKnowsNoPlugin();
        accepts(rule, "package dev.postern.smtp.chain; class Chain { dev.postern.contract.Stage stage; }");
        refuses(
                rule,
                "package dev.postern.maildir; public class Maildir {}",
                "package dev.postern.smtp.chain; class Chain { dev.postern.maildir.Maildir inbox; }");
    }

    @Test
    void aLauncherThatKnowsAPluginIsRefused() {
        ArchRule rule = ArchitectureRules.launcherKnowsNoPlugin();
        accepts(rule, "package dev.postern.launcher; class Launch { dev.postern.contract.Stage stage; }");
        refuses(
                rule,
                "package dev.postern.maildir; public class Maildir {}",
                "package dev.postern.launcher; class Launch { dev.postern.maildir.Maildir inbox; }");
    }

    @Test
    void aPluginThatKnowsTheServerIsRefused() {
        ArchRule rule = ArchitectureRules.pluginsKnowTheContractAlone();
        accepts(rule, "package dev.postern.maildir; class Maildir { dev.postern.contract.Stage stage; }");
        refuses(
                rule,
                "package dev.postern.smtp.chain; public class Chain {}",
                "package dev.postern.maildir; class Maildir { dev.postern.smtp.chain.Chain chain; }");
    }

    @Test
    void pluginsThatKnowEachOtherAreRefused() {
        ArchRule rule = ArchitectureRules.pluginsDoNotKnowEachOther();
        String access = "package dev.postern.access; public class Access {}";
        accepts(rule, access, "package dev.postern.maildir; class Maildir {}");
        refuses(rule, access, "package dev.postern.maildir; class Maildir { dev.postern.access.Access access; }");
    }

    @Test
    void aSynchronizedMethodIsRefused() {
        ArchRule rule = ArchitectureRules.nothingIsSynchronized();
        accepts(rule, "package dev.postern.smtp.time; class Clock { void tick() {} }");
        refuses(rule, "package dev.postern.smtp.time; class Clock { synchronized void tick() {} }");
    }

    @Test
    void whoSleepsIsRefused() {
        ArchRule rule = ArchitectureRules.nobodySleeps();
        accepts(rule, "package dev.postern.smtp.time; class Clock { void tick() { Thread.yield(); } }");
        refuses(
                rule,
                "package dev.postern.smtp.time; class Clock { void tick() throws Exception { Thread.sleep(1); } }");
    }

    @Test
    void namesThatSayNothingAreRefused() {
        ArchRule rule = ArchitectureRules.namesSayWhatAClassIs();
        accepts(rule, "package dev.postern.smtp.time; class Clock {}");
        accepts(
                rule,
                "package dev.postern.smtp.tls; abstract class KeyManager extends javax.net.ssl.X509ExtendedKeyManager {}");
        for (String name :
                List.of("ClockManager", "ClockHelper", "ClockUtil", "ClockUtils", "ClockImpl", "AbstractClock")) {
            refuses(rule, "package dev.postern.smtp.time; class " + name + " {}");
        }
    }

    private void accepts(ArchRule rule, String... sources) {
        assertFalse(isBroken(rule, sources), () -> rule.getDescription() + " refuses " + List.of(sources));
    }

    private void refuses(ArchRule rule, String... sources) {
        assertTrue(isBroken(rule, sources), () -> rule.getDescription() + " takes " + List.of(sources));
    }

    private boolean isBroken(ArchRule rule, String... sources) {
        return rule.allowEmptyShould(true).evaluate(compiled(sources)).hasViolation();
    }

    private JavaClasses compiled(String... sources) {
        Path out = folder.resolve("classes" + System.nanoTime());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none",
                    "--release",
                    "17",
                    "-d",
                    out.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            List<JavaFileObject> units =
                    Stream.of(sources).map(ArchitectureRulesTest::file).toList();
            assertTrue(compiler.getTask(null, files, null, options, null, units).call());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ClassFileImporter().importPath(out);
    }

    private static JavaFileObject file(String source) {
        Matcher name = NAME.matcher(source);
        assertTrue(name.find(), source);
        URI uri = URI.create("string:///" + name.group(1).replace('.', '/') + "/" + name.group(2) + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return source;
            }
        };
    }
}
