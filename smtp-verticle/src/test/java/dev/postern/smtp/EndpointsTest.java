package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Endpoint;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static Endpoint of(String address) throws Exception {
        return Endpoints.of(SocketAddress.inetSocketAddress(new InetSocketAddress(InetAddress.getByName(address), 25)));
    }

    @Test
    void anAddressOfASocketHasOneForm() throws Exception {
        assertEquals(new Endpoint("192.0.2.7", 25), of("192.0.2.7"));
        assertEquals(new Endpoint("2001:db8::7", 25), of("2001:db8:0:0:0:0:0:7"));
        assertEquals(new Endpoint("192.0.2.7", 25), of("::ffff:192.0.2.7"));
    }

    @Test
    void aTextThatIsNoAddressHasNone() {
        assertEquals("fe80::1", Endpoints.address("FE80::1%eth0"));
        assertNull(Endpoints.address("mx.example"));
        assertNull(Endpoints.address(""));
    }
}
