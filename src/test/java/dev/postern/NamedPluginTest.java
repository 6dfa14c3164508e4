package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.launcher.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin from outside that brings a descriptor is run by its name, as those of the jar are. */
class NamedPluginTest {
    private static final String SERVICE = "META-INF/services/dev.postern.contract.options.PluginDescriptor";
    private static final Pattern LISTENS = Pattern.compile("listens on +127\\.0\\.0\\.1:(\\d+)");

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
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (!process.says("Ctrl-C stops it") && process.isAlive() && System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            Matcher listens = LISTENS.matcher(process.output());
            assertTrue(listens.find(), process.output());
            assertTrue(process.says("decided by    courtesy"), process.output());
            assertTrue(!process.says("no plugin checks who sends"), process.output());
            assertEquals("550 not you", answer(Integer.parseInt(listens.group(1)), "HELO me.example"));
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
        try (OtherJvm process = start(plugin + File.pathSeparator + broken, "--check")) {
            assertEquals(2, process.exitCode());
            assertTrue(
                    process.output().contains("class path: a plugin's descriptor cannot be used: "), process.output());
            assertTrue(process.output().contains("com.example.Nobody"), process.output());
        }
    }

    private OtherJvm start(String... arguments) throws IOException {
        boolean extra = arguments[0].contains(File.pathSeparator);
        String more = extra ? arguments[0] : plugin.toString();
        List<String> command = new ArrayList<>();
        command.addAll(List.of("-cp", System.getProperty("java.class.path") + File.pathSeparator + more));
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", Main.class.getName()));
        command.addAll(List.of(arguments).subList(extra ? 1 : 0, arguments.length));
        return OtherJvm.java(folder, command);
    }

    private static String answer(int port, String line) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.setSoTimeout(60_000);
            reader.readLine();
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return reader.readLine();
        }
    }
}
