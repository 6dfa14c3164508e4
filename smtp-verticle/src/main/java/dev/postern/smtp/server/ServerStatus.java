package dev.postern.smtp.server;

import dev.postern.smtp.plugins.GroupOnNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The current state of a server, for operators; see {@link SmtpServer#status}.
 *
 * @param connections open now
 * @param groups the groups that can be asked, by name; one entry for each node on which a group runs
 */
public record ServerStatus(int connections, List<GroupOnNode> groups) {
    private static final Comparator<GroupOnNode> ORDER = Comparator.comparing(
                    (GroupOnNode group) -> group.place().group())
            .thenComparing(group -> !group.place().here())
            .thenComparing(group -> group.place().node());

    /** Sums up what the verticles know: all know the same groups, and each counts its own asks. */
    static ServerStatus of(int connections, Collection<List<GroupOnNode>> verticles) {
        Map<GroupOnNode.Place, GroupOnNode> sums = new LinkedHashMap<>();
        verticles.forEach(known -> known.forEach(group -> sums.merge(group.place(), group, GroupOnNode::plus)));
        return new ServerStatus(
                connections, sums.values().stream().sorted(ORDER).toList());
    }
}
