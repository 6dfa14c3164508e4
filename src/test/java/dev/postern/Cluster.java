package dev.postern;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The options of some processes that find each other, and nobody else, on free ports. */
final class Cluster {
    private final String name = "test-" + UUID.randomUUID();
    private final List<Integer> ports;

    Cluster(int members) throws IOException {
        ports = freePorts(members);
    }

    /** The arguments of one member, from 0. */
    List<String> member(int index) {
        String members =
                ports.stream().map(member -> "127.0.0.1:" + member).toList().toString();
        return List.of(
                "--cluster",
                "--set",
                "cluster.insecure=true",
                "--set",
                "cluster.name=" + name,
                "--set",
                "cluster.port=" + ports.get(index),
                "--set",
                "cluster.members=" + members);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        Set<Integer> free = new LinkedHashSet<>();
        while (free.size() < count) {
            free.add(FreePorts.on("127.0.0.1"));
        }
        return List.copyOf(free);
    }
}
