package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Client;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class IpAddressesTest {
    private static Client.Endpoint of(String address) throws Exception {
        return IpAddresses.endpoint(
                SocketAddress.inetSocketAddress(new InetSocketAddress(InetAddress.getByName(address), 25)));
    }

    @Test
    void anAddressOfASocketHasOneForm() throws Exception {
        assertEquals(new Client.Endpoint("192.0.2.7", 25), of("192.0.2.7"));
        assertEquals(new Client.Endpoint("2001:db8::7", 25), of("2001:db8:0:0:0:0:0:7"));
        assertEquals(new Client.Endpoint("192.0.2.7", 25), of("::ffff:192.0.2.7"));
    }

    @Test
    void aTextThatIsNoAddressHasNone() {
        assertEquals("fe80::1", IpAddresses.canonical("FE80::1%eth0"));
        assertNull(IpAddresses.canonical("mx.example"));
        assertNull(IpAddresses.canonical(""));
    }

    @Test
    void onlyBareAddressesAreTakenAtTheirWord() {
        assertTrue(IpAddresses.isIpv4("192.0.2.7"));
        assertTrue(IpAddresses.isIpv6("2001:DB8::7"));
        assertTrue(IpAddresses.isIpv6("::ffff:192.0.2.7"));
        for (String text :
                List.of("", "192.0.2", "192.0.2.256", "mx.example", "[2001:db8::7]", "fe80::1%eth0", "1:2")) {
            assertFalse(IpAddresses.isIpv4(text) || IpAddresses.isIpv6(text), text);
        }
    }
}
