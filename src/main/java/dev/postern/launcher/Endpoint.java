package dev.postern.launcher;

import dev.postern.launcher.cluster.OwnAddress;
import dev.postern.launcher.config.ClusterSection;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.ControlSection;
import dev.postern.smtp.options.SmtpOptions.Listener;
import dev.postern.support.Reason;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that a process is to listen on.
 *
 * @param section the path above {@code host} and the port
 * @param portKey the key of the port there
 * @param host as it is written
 * @param address of the host; unresolved if it is unknown
 */
record Endpoint(String section, String portKey, String host, InetSocketAddress address) {
    /** Why it cannot be used: the option that is to blame, its value, and what is wrong. */
    record Obstacle(String option, Object value, String text) {}

    private Endpoint(String section, String portKey, String host, int port) {
        this(section, portKey, host, new InetSocketAddress(host, port));
    }

    /** All of a setup, as far as their sections are right. */
    static List<Endpoint> of(Setup setup) {
        Configuration configuration = setup.configuration();
        List<Endpoint> all = new ArrayList<>();
        if (setup.runs(Part.SMTP) && configuration.isSound("smtp")) {
            for (Listener listener : setup.smtp().listeners()) {
                all.add(new Endpoint("smtp.listeners." + all.size(), "port", listener.host(), listener.port()));
            }
        }
        JsonObject metrics = configuration.section("metrics");
        if (configuration.isSound("metrics") && metrics.getBoolean("enabled")) {
            all.add(new Endpoint("metrics", "port", metrics.getString("host"), metrics.getInteger("port")));
        }
        if (configuration.isSound("control") && ControlSection.of(configuration).hasTcp()) {
            ControlSection control = ControlSection.of(configuration);
            all.add(new Endpoint("control", "port", control.host(), control.port()));
        }
        if (configuration.isSound("cluster") && ClusterSection.isEnabled(configuration)) {
            ClusterSection cluster = ClusterSection.of(configuration);
            OwnAddress.of(cluster)
                    .ifPresent(host -> all.add(new Endpoint("cluster", "bus-port", host, cluster.busPort())));
        }
        return all;
    }

    /** Whether the host is known, and of this machine. */
    Optional<Obstacle> tryHost() {
        if (address.isUnresolved()) {
            return Optional.of(new Obstacle(section + ".host", host, "cannot be resolved"));
        }
        return bind(0).map(
                        e -> new Obstacle(section + ".host", host, "is no address of this machine: " + Reason.of(e)));
    }

    /** Whether the port is free now. */
    Optional<Obstacle> tryPort() {
        return bind(address.getPort())
                .map(e -> new Obstacle(port(), address.getPort(), "cannot listen on " + host + ": " + Reason.of(e)));
    }

    /** Whether one of the others takes the same port; an address such as 0.0.0.0 takes it on all addresses. */
    Optional<Obstacle> overlap(List<Endpoint> others) {
        return others.stream()
                .filter(this::overlaps)
                .findFirst()
                .map(other -> new Obstacle(
                        port(),
                        address.getPort(),
                        "of " + host + " is taken by " + other.section + " on " + other.host
                                + ", expected another port"));
    }

    private boolean overlaps(Endpoint other) {
        InetAddress here = address.getAddress();
        InetAddress there = other.address.getAddress();
        return address.getPort() != 0
                && address.getPort() == other.address.getPort()
                && (here.equals(there) || here.isAnyLocalAddress() || there.isAnyLocalAddress());
    }

    private Optional<IOException> bind(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.getAddress(), port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private String port() {
        return section + "." + portKey;
    }
}
