package dev.postern.launcher.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import dev.postern.launcher.config.ClusterSection;
import dev.postern.launcher.yaml.StartException;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * How nodes find each other: Hazelcast over TCP, with the members of the configuration and no others. Nothing of it is loaded
 * in a process that runs alone.
 */
public final class Clustering {
    private static final int PING = 2000;
    private static final int CONNECT = 2000;

    private Clustering() {}

    /** What makes a node of these options a member. */
    public static ClusterManager manager(ClusterSection section) {
        System.setProperty("hazelcast.logging.type", "slf4j");
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(section.name());
        network(config.getNetworkConfig(), section);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.local.localAddress", address(section));
        // A node that hangs is gone after 8 s, not 60; one that comes back is merged after 5 s, not 300.
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "8");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.setProperty("hazelcast.wait.seconds.before.join", "1");
        return new HazelcastClusterManager(config);
    }

    /** The event bus between nodes: a peer that does not answer is given up after seconds, not a minute. */
    public static EventBusOptions bus(ClusterSection section) {
        EventBusOptions options = new EventBusOptions()
                .setHost(address(section))
                .setPort(section.busPort())
                .setClusterPingInterval(PING)
                .setClusterPingReplyInterval(PING);
        options.setConnectTimeout(CONNECT);
        return options;
    }

    private static void network(NetworkConfig network, ClusterSection section) {
        network.setPort(section.port()).setPortAutoIncrement(true);
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.setTcpIpConfig(new Members(section));
    }

    private static String address(ClusterSection section) {
        String host = OwnAddress.of(section)
                .orElseThrow(() -> new StartException("cluster.members: none of " + section.members()
                        + " can be reached from here, and cluster.host is empty"));
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new StartException("cluster.host: '" + host + "' cannot be resolved");
        }
    }
}
