package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin from outside that brings a descriptor is run by its name, as those of the jar are. */
class NamedPluginTest {
    private static final String SERVICE = "META-INF/services/dev.postern.contract.options.PluginDescriptor";

    @TempDir
    static Path plugin;

    @TempDir
    Path folder;

    @BeforeAll
    static void compile() throws IOException {
        OutsideClasses.compile(plugin, "named/Courtesy.java", "named/CourtesyDescriptor.java");
        Files.createDirectories(plugin.resolve(SERVICE).getParent());
        Files.writeString(plugin.resolve(SERVICE), "CourtesyDescriptor\n");
    }

    @Test
    void itsOptionsAreCheckedAsThoseOfTheJar() throws IOException {
        Path conf = Files.writeString(
                folder.resolve("postern.yaml"), "plugins:\n  courtesy:\n    names: localhost\n    txt: no\n");
        try (OtherJvm process = start("--check", "--conf", conf.toString(), "--deploy", "courtesi")) {
            assertEquals(2, process.exitCode(), process.output());
            assertEquals(
                    List.of(
                            conf + ":4: plugins.courtesy.txt: no such option; did you mean plugins.courtesy.text?",
                            conf + ":3: plugins.courtesy.names: 'localhost', expected a list such as [a, b]",
                            "--deploy: 'courtesi' is nothing that runs here; did you mean courtesy?"),
                    process.output().lines().toList());
        }
    }

    @Test
    void itDecidesWhereAChainNamesIt() throws Exception {
        Path conf = Files.writeString(
                folder.resolve("postern.yaml"),
                "smtp: {listeners: [{port: 0}]}\nchains: {default: [{group: courtesy}]}\n"
                        + "plugins: {courtesy: {names: [me.example], text: not you}}\n");
        try (OtherJvm process = start("--conf", conf.toString())) {
            int port = OutsideClasses.awaitPort(process);
            assertTrue(process.says("decided by    courtesy"), process.output());
            assertTrue(!process.says("no plugin checks who sends"), process.output());
            assertEquals("550 not you", OutsideClasses.answer(port, "HELO me.example"));
        }
    }

    @Test
    void theManualShowsIt() throws IOException {
        String descriptor =
                Files.readString(Path.of("test", "resources", "outside", "named", "CourtesyDescriptor.java"));
        assertTrue(Files.readString(Path.of("docs", "contract.md")).contains("```java\n" + descriptor + "```"));
    }

    @Test
    void theHelpNamesIt() throws IOException {
        try (OtherJvm process = start("--help")) {
            assertEquals(0, process.exitCode());
            assertTrue(process.output().replaceAll("\\s+", " ").contains("courtesy"), process.output());
        }
    }

    @Test
    void aDescriptorThatCannotBeUsedIsNamed() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.createDirectories(broken.resolve(SERVICE).getParent());
        Files.writeString(broken.resolve(SERVICE), "com.example.Nobody\nCourtesyDescriptor\n");
        try (OtherJvm process = OutsideClasses.start(folder, plugin + File.pathSeparator + broken, "--check")) {
            assertEquals(2, process.exitCode());
            assertTrue(
                    process.output().contains("class path: a plugin's descriptor cannot be used: "), process.output());
            assertTrue(process.output().contains("com.example.Nobody"), process.output());
        }
    }

    private OtherJvm start(String... arguments) throws IOException {
        return OutsideClasses.start(folder, plugin.toString(), arguments);
    }
}
