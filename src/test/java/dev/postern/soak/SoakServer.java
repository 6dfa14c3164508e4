package dev.postern.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar in a process of its own, with the shipped configuration, and what the system says of that process. */
final class SoakServer implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final Process process;
    private final Path log;
    private final int port;

    private SoakServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * @param options those of {@code conf/jvm.options}
     * @param folder for mail, spool and log
     * @param connections how many it may have at once
     */
    static SoakServer start(Path jar, Path options, Path folder, int connections) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command =
                new ArrayList<>(List.of(tool("java"), "@" + options, "-Xmx1g", "-XX:+UseG1GC", "-jar", jar.toString()));
        for (String setting : List.of(
                "smtp.listeners.0.port=" + port,
                "smtp.limits.connections=" + connections,
                "smtp.limits.connections-per-minute=0",
                "log.level=warn")) {
            command.addAll(List.of("--set", setting));
        }
        Path log = folder.resolve("server.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        SoakServer server = new SoakServer(process, log, port);
        server.await("it listens", () -> server.says("listens on"));
        return server;
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    int port() {
        return port;
    }

    private boolean says(String text) throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the server has ended: " + Files.readString(log));
        }
        return Files.readString(log).contains(text);
    }

    /** What is asked for until it is so. */
    interface Condition {
        boolean holds() throws Exception;
    }

    void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException("never came true: " + what);
            }
            Thread.sleep(100);
        }
    }

    /** The descriptors that it has now. */
    int descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return (int) open.count();
        }
    }

    /** Collects first; the least of three collections, as references are cleared after the first. */
    Footprint footprint() throws Exception {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            jcmd("GC.run");
            Matcher used = USED.matcher(jcmd("GC.heap_info"));
            if (!used.find()) {
                throw new IOException("jcmd does not say how much of the heap is used");
            }
            heap = Math.min(heap, Long.parseLong(used.group(1)) * 1024);
        }
        return new Footprint(heap, status("VmRSS") * 1024, descriptors(), (int) status("Threads"));
    }

    private String jcmd(String what) throws Exception {
        Process jcmd = new ProcessBuilder(tool("jcmd"), String.valueOf(process.pid()), what)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes());
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd " + what + ": " + said);
        }
        return said;
    }

    private long status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("the system does not say " + key));
    }

    /** What it has logged at WARN and above. */
    List<String> complaints() throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
