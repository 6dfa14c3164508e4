package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 203.0.113.9, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "192.0.2.0/24, ::ffff:192.0.2.9, true",
        "fe80::/10, fe80::1%eth0, true",
        "192.0.2.0/24, host.example, false",
        "192.0.2.0/24, '', false"
    })
    void tellsWhichAddressesAreInIt(String network, String address, boolean contained) {
        assertEquals(contained, Network.of(network).contains(address));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7/24|'192.0.2.7/24' has bits behind its first 24, expected 192.0.2.0/24",
                "2001:db8::1/32|'2001:db8::1/32' has bits behind its first 32, expected 2001:db8::/32",
                "192.0.2.0/33|'192.0.2.0/33': '33' leading bits, expected a number from 0 to 32",
                "::/129|'::/129': '129' leading bits, expected a number from 0 to 128",
                "192.0.2.0/|'192.0.2.0/': '' leading bits, expected a number from 0 to 32",
                "10.0/8|'10.0/8', expected an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32",
                "fe80::1%eth0|'fe80::1%eth0', expected an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32",
                "all|'all', expected an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32"
            })
    void refusesWhatIsNoNetwork(String text, String complaint) {
        assertEquals(
                complaint,
                assertThrows(IllegalArgumentException.class, () -> Network.of(text))
                        .getMessage());
    }

    @Test
    void isFoundAroundAnAddress() {
        assertEquals(Network.of("192.0.2.0/24"), Network.around("192.0.2.77", 24, 48));
        assertEquals(Network.of("2001:db8:1::/48"), Network.around("2001:db8:1:2::3", 24, 48));
        assertEquals(
                "2001:db8:1::/48", Network.around("2001:db8:1:2::3", 24, 48).toString());
        assertNull(Network.around("host.example", 24, 48));
    }

    @Test
    void isLookedForAmongSeveral() {
        List<Network> networks = List.of(Network.of("192.0.2.0/24"), Network.of("2001:db8::/32"));
        assertTrue(Network.anyContains(networks, "2001:db8::7"));
        assertTrue(Network.anyContains(networks, "192.0.2.7"));
        assertFalse(Network.anyContains(networks, "192.0.3.7"));
        assertFalse(Network.anyContains(networks, "host.example"));
        assertFalse(Network.anyContains(List.of(), "192.0.2.7"));
    }

    @Test
    void isEqualByWhatItContains() {
        assertEquals(Network.of("10.0.0.0/8"), Network.of("::ffff:10.0.0.0/8".replace("::ffff:", "")));
        assertEquals(
                Network.of("10.0.0.0/8").hashCode(), Network.of("10.0.0.0/8").hashCode());
        assertNotEquals(Network.of("10.0.0.0/8"), Network.of("10.0.0.0/9"));
        assertTrue(Network.of("::1").contains("0:0:0:0:0:0:0:1"));
        assertFalse(Network.of("::1").contains("::2"));
    }
}
