package dev.postern.launcher.cluster;

import com.hazelcast.config.TcpIpConfig;
import dev.postern.launcher.config.ClusterSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the members of a cluster are now: Hazelcast asks at the start and whenever it looks for nodes that it has lost. A name
 * stands for all of its addresses, as that of a service with several containers has; Hazelcast by itself would try one.
 */
final class Members extends TcpIpConfig {
    private static final Logger LOG = LoggerFactory.getLogger(Members.class);

    private final List<String> configured;

    Members(ClusterSection section) {
        this.configured = section.members();
        setEnabled(true);
    }

    /** Addresses as they are written in a configuration, each with its port if one is given. It blocks. */
    @Override
    public List<String> getMembers() {
        return configured.stream().flatMap(Members::resolved).toList();
    }

    /** All addresses of a member; none if its name is unknown. It blocks. */
    static Stream<InetAddress> addresses(String member) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host(member)));
        } catch (UnknownHostException e) {
            LOG.debug("cluster.members: '{}' cannot be resolved", host(member));
            return Stream.empty();
        }
    }

    private static Stream<String> resolved(String member) {
        String port = member.substring(host(member).length());
        return addresses(member).map(address -> written(address, port));
    }

    private static String written(InetAddress address, String port) {
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 || port.isEmpty() ? text + port : "[" + text + "]" + port;
    }

    /** What is before the port, if there is one; an IPv6 address has colons of its own. */
    private static String host(String member) {
        int colon = member.lastIndexOf(':');
        boolean port = colon > 0 && (member.indexOf(':') == colon || member.charAt(colon - 1) == ']');
        return port ? member.substring(0, colon) : member;
    }
}
