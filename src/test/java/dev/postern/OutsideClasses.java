package dev.postern;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.launcher.Main;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles and runs as an author outside would: with the contract and Vert.x, and nothing else of Postern. */
final class OutsideClasses {
    private static final Path SOURCES = Path.of("test", "resources", "outside");

    private static final Pattern LISTENS = Pattern.compile("listens on +127\\.0\\.0\\.1:(\\d+)");

    private OutsideClasses() {}

    /** Compiles these sources of {@code test/resources/outside} into the folder. */
    static void compile(Path folder, String... sources) throws IOException {
        String contract = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*(vertx-core-[0-9.]+jar|contract).*"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> arguments = new ArrayList<>(List.of("-cp", contract, "-d", folder.toString()));
        Stream.of(sources).map(SOURCES::resolve).map(Path::toString).forEach(arguments::add);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new AssertionError(errors.toString(StandardCharsets.UTF_8));
        }
    }

    /** Starts Postern with more on its class path. */
    static OtherJvm start(Path folder, String more, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("-cp", System.getProperty("java.class.path") + File.pathSeparator + more));
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", Main.class.getName()));
        command.addAll(List.of(arguments));
        return OtherJvm.java(folder, command);
    }

    /** Where it listens, once everything runs. */
    static int awaitPort(OtherJvm process) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!process.says("Ctrl-C stops it") && process.isAlive() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        Matcher listens = LISTENS.matcher(process.output());
        assertTrue(listens.find(), process.output());
        return Integer.parseInt(listens.group(1));
    }

    /** What it answers to one line behind the greeting. */
    static String answer(int port, String line) throws IOException {
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
