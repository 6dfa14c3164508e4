package dev.postern.smtp;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server is doing now, for people who look after it; see {@link SmtpServer#status}.
 *
 * @param connections open now
 * @param groups those that can be asked, by name; of each group one for each node it runs on
 */
public record ServerStatus(int connections, List<GroupOnNode> groups) {
    private static final Comparator<GroupOnNode> ORDER = Comparator.comparing(
                    (GroupOnNode group) -> group.place().group())
            .thenComparing(group -> !group.place().here())
            .thenComparing(group -> group.place().node());

    /**
     * A group on one node.
     *
     * @param here whether it is the node of the server
     * @param version of the plugin, for people; null if it gave none
     */
    public record Place(String group, String node, boolean here, String version) {}

    /**
     * How a group on one node does.
     *
     * @param instances that answer there
     * @param open asks of this server that are not answered yet
     * @param broken addresses that are not asked, as they gave no answer several times; another node is one address
     * @param suspected whether nothing has been heard of the node for three seconds: it is asked last
     */
    public record GroupOnNode(Place place, int instances, int open, int broken, boolean suspected) {
        private GroupOnNode plus(GroupOnNode other) {
            return new GroupOnNode(
                    place,
                    Math.max(instances, other.instances),
                    open + other.open,
                    Math.max(broken, other.broken),
                    suspected || other.suspected);
        }
    }

    /** Out of what each verticle knows: all of them hear the same, and each counts its own asks. */
    static ServerStatus of(int connections, Collection<List<GroupOnNode>> verticles) {
        Map<Place, GroupOnNode> sums = new LinkedHashMap<>();
        verticles.forEach(known -> known.forEach(group -> sums.merge(group.place(), group, GroupOnNode::plus)));
        return new ServerStatus(
                connections, sums.values().stream().sorted(ORDER).toList());
    }
}
