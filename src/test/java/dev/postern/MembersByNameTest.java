package dev.postern;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.launcher.Main;
import dev.postern.launcher.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that know each other by one name with several addresses, as the containers of a service do: each has an address of its
 * own and the same port.
 */
@Timeout(300)
class MembersByNameTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final String CLUSTER = "test-" + UUID.randomUUID();

    @TempDir
    Path folder;

    @Test
    void aNodeFindsTheOthersAtEveryAddressOfTheirName() throws IOException {
        int port = freePort("127.0.0.2", "127.0.0.3", "127.0.0.4");
        try (OtherJvm plugins = node("127.0.0.2", port, "recipients,maildir");
                OtherJvm server = node("127.0.0.3", port, "smtp")) {
            awaitReady(plugins);
            awaitReady(server);
        }
    }

    /** The server opens no port before it has seen the recipients, so that it is ready only if the two have found each other. */
    private OtherJvm node(String host, int port, String parts) throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), """
                127.0.0.1 localhost
                127.0.0.4 nodes
                127.0.0.3 nodes
                127.0.0.2 nodes
                """);
        List<String> command = new ArrayList<>(List.of("-Djdk.net.hosts.file=" + hosts, "-Xmx256m"));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(TestNode.settings(folder.resolve(host)));
        command.addAll(List.of("--cluster", "--deploy", parts));
        for (String option : List.of(
                "cluster.insecure=true",
                "cluster.name=" + CLUSTER,
                "cluster.host=" + host,
                "cluster.port=" + port,
                "cluster.members=[nodes]",
                "smtp.listeners=[{port: 0, tls: none}]",
                "chains.default=[{group: recipients, required: true, admits: true}]")) {
            command.addAll(List.of("--set", option));
        }
        return OtherJvm.java(folder, command);
    }

    private static void awaitReady(OtherJvm node) throws IOException {
        long began = System.nanoTime();
        while (!node.output().contains("is ready after")) {
            assertTrue(node.isAlive(), node.output());
            assertTrue(System.nanoTime() - began < PATIENCE, node.output());
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** A port that is free on all of these addresses, which not every system gives to its loopback. */
    private static int freePort(String... hosts) throws IOException {
        try {
            return FreePorts.on(hosts);
        } catch (IOException e) {
            assumeTrue(false, "the loopback of this machine has one address: " + e);
            throw e;
        }
    }
}
