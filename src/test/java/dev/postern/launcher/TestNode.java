package dev.postern.launcher;

import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A node in the JVM of the test, started from a command line as the jar would be. */
public final class TestNode implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final PosternNode node;

    private TestNode(PosternNode node) {
        this.node = node;
    }

    /**
     * Starts a node that keeps everything below a folder, on free ports: in clear, with STARTTLS and with implicit TLS.
     *
     * @param companions deploys what is no part of Postern ({@link Plugin}s, observers), and is waited for
     */
    public static TestNode start(Path folder, Function<Vertx, Future<?>> companions, String... arguments) {
        List<String> all = new ArrayList<>(settings(folder));
        all.addAll(Arrays.asList(arguments));
        List<PosternNode> nodes = new ArrayList<>();
        List<Future<?>> deployed = new ArrayList<>();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Launch launch = new Launch(silent, new PrintStream(err, true, StandardCharsets.UTF_8), started -> {
            nodes.add(started);
            deployed.add(started.vertx().compose(companions::apply));
        });
        int exitCode = launch.run(all.toArray(String[]::new), Map.of()).exitCode();
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + ": " + err.toString(StandardCharsets.UTF_8));
        }
        TestNode node = new TestNode(nodes.get(0));
        try {
            await(Future.all(deployed));
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** The same without companions. */
    public static TestNode start(Path folder, String... arguments) {
        return start(folder, vertx -> Future.succeededFuture(), arguments);
    }

    /** Options for a node whose files are all below a folder. */
    public static List<String> settings(Path folder) {
        return List.of(
                "--conf",
                Path.of("..", "conf", "postern.yaml").toAbsolutePath().toString(),
                "--set",
                "log.level=warn",
                // A machine that stands still for some seconds must not use up the time of a group.
                "--set",
                "smtp.budgets.group=60s",
                "--set",
                "smtp.budgets.stage=120s",
                "--set",
                "smtp.budgets.content=120s",
                "--set",
                "node.data=" + folder.resolve("data"),
                "--set",
                "plugins.maildir.path=" + folder.resolve("mail"),
                "--set",
                "smtp.listeners=[{port: 0, tls: none}, {port: 0, tls: starttls}, {port: 0, tls: implicit}]");
    }

    public int clearPort() {
        return node.addresses().get(0).port();
    }

    public int startTlsPort() {
        return node.addresses().get(1).port();
    }

    public int implicitTlsPort() {
        return node.addresses().get(2).port();
    }

    /** The port of the metrics, which must be on. */
    public int metricsPort() {
        return node.metricsPort().orElseThrow();
    }

    @Override
    public void close() {
        await(node.close());
    }

    private static void await(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
