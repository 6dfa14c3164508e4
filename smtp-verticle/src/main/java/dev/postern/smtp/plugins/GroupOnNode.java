package dev.postern.smtp.plugins;

/**
 * How a group on one node does.
 *
 * @param instances that answer there
 * @param open asks of this server that are not answered yet
 * @param broken addresses that are not asked, as they gave no answer several times; another node is one address
 * @param suspected whether nothing has been heard of the node for three seconds: it is asked last
 */
public record GroupOnNode(Place place, int instances, int open, int broken, boolean suspected) {
    /**
     * A group on one node.
     *
     * @param here whether it is the node of the server
     * @param version of the plugin, for people; null if it gave none
     */
    public record Place(String group, String node, boolean here, String version) {}

    /** The same with what another verticle of this server knows: all of them hear the same, and each counts its own asks. */
    public GroupOnNode plus(GroupOnNode other) {
        return new GroupOnNode(
                place,
                Math.max(instances, other.instances),
                open + other.open,
                Math.max(broken, other.broken),
                suspected || other.suspected);
    }
}
