package dev.postern.smtp.server;

import dev.postern.smtp.plugins.GroupOnNode;
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

    /** Out of what each verticle knows: all of them hear the same, and each counts its own asks. */
    static ServerStatus of(int connections, Collection<List<GroupOnNode>> verticles) {
        Map<GroupOnNode.Place, GroupOnNode> sums = new LinkedHashMap<>();
        verticles.forEach(known -> known.forEach(group -> sums.merge(group.place(), group, GroupOnNode::plus)));
        return new ServerStatus(
                connections, sums.values().stream().sorted(ORDER).toList());
    }
}
