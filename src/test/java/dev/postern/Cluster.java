package dev.postern;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
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
        List<Integer> free = new ArrayList<>();
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            held.add(socket);
            free.add(socket.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return free;
    }
}
