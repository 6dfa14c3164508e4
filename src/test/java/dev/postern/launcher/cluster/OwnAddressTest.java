package dev.postern.launcher.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.launcher.config.ClusterSection;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnAddressTest {
    /** No label of a name is this long, so no name server is asked. */
    private static final String NOBODY = "n".repeat(70) + ".example";

    @Test
    void whatIsGivenIsTaken() {
        assertEquals(Optional.of("192.0.2.7"), found("192.0.2.7", "127.0.0.1"));
    }

    @Test
    void aMemberOnThisMachineIsReachedFromItself() {
        assertEquals(Optional.of("127.0.0.1"), found(null, "127.0.0.1"));
        assertEquals(Optional.of("127.0.0.1"), found(null, "127.0.0.1:5702"));
    }

    @Test
    void aMemberThatCannotBeResolvedIsPassedOver() {
        assertEquals(Optional.of("127.0.0.1"), found(null, NOBODY, "127.0.0.1"));
        assertEquals(Optional.empty(), found(null, NOBODY, NOBODY + ":5701"));
    }

    @Test
    void anAddressThatOthersReachIsPreferredToLoopback() throws SocketException {
        Optional<String> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
        assumeTrue(outside.isPresent(), "this machine has no address but loopback");
        assertEquals(outside, found(null, "127.0.0.1", outside.get()));
    }

    private static Optional<String> found(String host, String... members) {
        return OwnAddress.of(new ClusterSection("test", host, 5701, List.of(members), 0));
    }
}
