package dev.postern.launcher.cluster;

import dev.postern.launcher.config.ClusterSection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The address of this node that the others of its cluster reach: {@code cluster.host}, or if that is empty, the address from
 * which this machine would reach the members. A machine in several networks so finds the one that the cluster is in.
 */
public final class OwnAddress {
    private static final int DISCARD = 9;

    private OwnAddress() {}

    /**
     * The address as text. It asks the name service, so it may block.
     *
     * @return empty if {@code cluster.host} is, and no member can be resolved and reached from here
     */
    public static Optional<String> of(ClusterSection section) {
        if (section.host() != null) {
            return Optional.of(section.host());
        }
        List<InetAddress> own = section.members().stream()
                .flatMap(Members::addresses)
                .flatMap(member -> towards(member).stream())
                .toList();
        // A member on this machine, named by its loopback address, says nothing about the way to the others.
        return own.stream()
                .filter(address -> !address.isLoopbackAddress())
                .findFirst()
                .or(() -> own.stream().findFirst())
                .map(InetAddress::getHostAddress);
    }

    /** Connecting UDP sends nothing: it asks the routing table. */
    private static Optional<InetAddress> towards(InetAddress member) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(member, DISCARD));
            return Optional.of(socket.getLocalAddress()).filter(address -> !address.isAnyLocalAddress());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
