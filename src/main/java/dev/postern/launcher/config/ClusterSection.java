package dev.postern.launcher.config;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The section {@code cluster}.
 *
 * @param name nodes with the same name find each other
 * @param host the address of this node; null: the one from which the members are reached
 * @param port of the membership
 * @param members where the others are
 * @param busPort of the event bus, 0 for a free one
 */
public record ClusterSection(String name, String host, int port, List<String> members, int busPort) {
    /** Whether this node joins others. */
    public static boolean isEnabled(Configuration configuration) {
        return configuration.section("cluster").getBoolean("enabled");
    }

    public static ClusterSection of(Configuration configuration) {
        JsonObject cluster = configuration.section("cluster");
        return new ClusterSection(
                cluster.getString("name"),
                cluster.getString("host"),
                cluster.getInteger("port"),
                SmtpSection.texts(cluster.getJsonArray("members")),
                cluster.getInteger("bus-port"));
    }
}
