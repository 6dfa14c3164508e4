package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.Mails.Envelope;
import dev.postern.testkit.server.SmtpClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as an operator has it, in a folder with nothing else. */
@Timeout(300)
class JarIT {
    private static final Path JAR = Path.of("target", "postern.jar").toAbsolutePath();
    private static final Path OPTIONS = Path.of("..", "conf", "jvm.options").toAbsolutePath();
    private static final Path SCRIPT = Path.of("main", "bin", "postern").toAbsolutePath();
    private static final Pattern LISTENS = Pattern.compile("listens on +127\\.0\\.0\\.1:(\\d+)");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    @TempDir
    Path folder;

    @Test
    void itSaysItsVersion() throws IOException {
        try (OtherJvm jar = jar("--version")) {
            assertEquals(0, jar.exitCode());
            assertTrue(jar.output().matches("postern \\d+\\.\\d+\\.\\d+\\S* .*Vert\\.x 5\\..*\n"), jar.output());
        }
    }

    @Test
    void itsHelpNamesEveryArgumentAndNothingElseIsSaid() throws IOException {
        try (OtherJvm jar = jar("--help")) {
            assertEquals(0, jar.exitCode());
            String help = jar.output();
            for (String argument :
                    List.of("--conf", "--set", "--deploy", "--cluster", "--check", "--help", "--version")) {
                assertTrue(help.contains("      " + argument), argument + " is missing in " + help);
            }
            assertTrue(help.contains("Exit code: 0"), help);
            assertTrue(help.startsWith("Usage: java -jar postern.jar"), help);
        }
    }

    @Test
    void itChecksItsOwnConfigurationWhereThereIsNone() throws IOException {
        try (OtherJvm jar = jar("--check")) {
            assertEquals(0, jar.exitCode());
            assertEquals("configuration ok\n", jar.output());
        }
    }

    @Test
    void aPortInUseIsOneClearLineAndExitCodeTwo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                OtherJvm jar = jar("--set", "smtp.listeners.0.port=" + taken.getLocalPort())) {
            assertEquals(2, jar.exitCode());
            assertEquals(1, jar.output().lines().count(), jar.output());
            assertTrue(jar.output().contains("cannot listen on 127.0.0.1: Address already in use"), jar.output());
        }
    }

    @Test
    void itManagesUsers() throws IOException {
        try (OtherJvm add = jar("user", "add", "--token", "alice@localhost")) {
            assertEquals(0, add.exitCode());
            assertTrue(add.output().matches("alice@localhost is added\ntoken: \\S{43}\n"), add.output());
        }
        try (OtherJvm list = jar("user", "list")) {
            assertEquals(0, list.exitCode());
            assertEquals("alice@localhost  token\n", list.output());
        }
        assertTrue(Files.exists(folder.resolve("users")));
    }

    @Test
    void itTakesMailAndStopsWithZeroAndAGoodbyeToTheIdle() throws IOException {
        byte[] content = Mails.difficult();
        try (OtherJvm jar = jar("--set", "smtp.listeners.0.port=0")) {
            int port = awaitPort(jar);
            try (SmtpClient client = SmtpClient.connect(port);
                    SmtpClient idle = SmtpClient.connect(port)) {
                idle.expect("220 ");
                client.expect("220 ");
                client.ask("EHLO client.example", "250");
                client.startTls();
                client.ask("EHLO client.example", "250");
                client.mail("<anna@example.net> BODY=8BITMIME", "<you@localhost>", content);
                client.ask("QUIT", "221");
                jar.terminate();
                idle.expect("421 4.3.2");
                idle.expectClosed();
            }
            assertEquals(0, jar.exitCode());
            assertTrue(jar.output().contains("stopped "), jar.output());
        }
        Envelope envelope = new Envelope("anna@example.net", "you@localhost");
        Mails.assertHolds(folder.resolve("mail"), envelope, content);
    }

    @Test
    void theScriptOfACheckoutAsksAndStopsANodeAndWhatAKilledOneLeavesIsRemoved() throws Exception {
        try (OtherJvm killed = jar("--set", "smtp.listeners.0.port=0")) {
            awaitPort(killed);
            killed.kill();
        }
        Path left = sockets().get(0);
        assertEquals(2, script("status"));
        try (OtherJvm jar = jar("--set", "smtp.listeners.0.port=0")) {
            int port = awaitPort(jar);
            assertEquals(1, sockets().size());
            assertFalse(sockets().contains(left));
            assertEquals(0, script("status"), said());
            assertTrue(said().contains("127.0.0.1:" + port + "  smtp  starttls  chain default  open\n"), said());
            assertEquals(0, script("status", "--json"), said());
            assertEquals(jar.pid(), new JsonObject(said()).getLong("process"));
            assertEquals(0, script("stop"), said());
            assertTrue(said().contains(" has stopped after "), said());
            assertFalse(jar.isAlive());
            assertEquals(0, jar.exitCode());
            assertEquals(List.of(), sockets());
        }
    }

    private List<Path> sockets() throws IOException {
        try (var files = Files.list(folder.resolve("data/control"))) {
            return files.toList();
        }
    }

    private int script(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("POSTERN_"));
        return builder.start().waitFor();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said"));
    }

    private OtherJvm jar(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("@" + OPTIONS, "-jar", JAR.toString()));
        all.addAll(Arrays.asList(arguments));
        return OtherJvm.java(folder, all);
    }

    private static int awaitPort(OtherJvm jar) throws IOException {
        long began = System.nanoTime();
        while (true) {
            Matcher listens = LISTENS.matcher(jar.output());
            if (listens.find()) {
                return Integer.parseInt(listens.group(1));
            }
            assertTrue(jar.isAlive() && System.nanoTime() - began < PATIENCE, jar.output());
            LockSupport.parkNanos(PAUSE);
        }
    }
}
