package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0.0.0.0]",
                "[192.0.2.7]",
                "[255.255.255.255]",
                "[IPv6:1:2:3:4:5:6:7:8]",
                "[IPv6:2001:DB8:0:0:0:0:0:abcd]",
                "[ipv6:2001:db8::7]",
                "[IPV6:::]",
                "[IPv6:::1]",
                "[IPv6:1::]",
                "[IPv6:1:2:3:4:5:6::]",
                "[IPv6:::1:2:3:4:5:6]",
                "[IPv6:1:2:3::4:5:6]",
                "[IPv6:1:2:3:4:5:6:192.0.2.7]",
                "[IPv6:::ffff:192.0.2.7]",
                "[IPv6:1:2::3:4:192.0.2.7]"
            })
    void takesAnAddress(String text) {
        assertTrue(AddressLiteral.isValid(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[]",
                "]",
                "192.0.2.7",
                "[192.0.2.7",
                "[192.0.2]",
                "[192.0.2.7.1]",
                "[192.0.2.256]",
                "[192.0.2.0007]",
                "[192.0.2.+7]",
                "[192.0.2.\u0667]",
                "[192.0.2.]",
                "[ 192.0.2.7]",
                "[example.org]",
                "[2001:db8::7]",
                "[IPv6:]",
                "[IPv6::]",
                "[IPv6:1:2:3:4:5:6:7]",
                "[IPv6:1:2:3:4:5:6:7:8:9]",
                "[IPv6:1:2:3:4:5:6:7::]",
                "[IPv6:1::2::3]",
                "[IPv6::::1]",
                "[IPv6:1:::2]",
                "[IPv6::1:2:3:4:5:6:7]",
                "[IPv6:1:2:3:4:5:6:7:]",
                "[IPv6:12345::1]",
                "[IPv6:g::1]",
                "[IPv6:\uff11::1]",
                "[IPv6:fe80::1%eth0]",
                "[IPv6:192.0.2.7::]",
                "[IPv6:192.0.2.7]",
                "[IPv6:1:2:3:4:5:6:7:192.0.2.7]",
                "[IPv6:1:2:3::4:5:192.0.2.7]",
                "[IPv6:::192.0.2.256]",
                "[\u0131pv6:::1]",
                "[tag:content]"
            })
    void refusesEverythingElse(String text) {
        assertFalse(AddressLiteral.isValid(text));
    }
}
