package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that a client may give itself. */
class DomainNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "mail.example.org",
                "MAIL.Example.ORG",
                "my_host.example.org",
                "_x",
                "a-b.c--d",
                "192.0.2.7",
                "xn--exmple-cua.org"
            })
    void takesADomain(String name) {
        assertTrue(DomainName.isHost(name));
        assertTrue(DomainName.isHeloName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[192.0.2.7]", "[IPv6:2001:db8::7]", "[ipv6:::1]"})
    void takesALiteralInEhloAlone(String name) {
        assertFalse(DomainName.isHost(name));
        assertTrue(DomainName.isHeloName(name));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "a b",
                "a ",
                "a\tb",
                "a\0",
                "a..b",
                ".a",
                "-a",
                "a-.b",
                "a.-b",
                "a@b",
                "<a>",
                "exämple.org",
                "[]",
                "[",
                "[192.0.2.7",
                "[::1]",
                "[x400:c=de]"
            })
    void refusesWhatIsNeither(String name) {
        assertFalse(DomainName.isHeloName(name));
    }

    @Test
    void aNameMayHave255OctetsAndALabel63() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, label);
        assertTrue(DomainName.isHost(longest));
        assertFalse(DomainName.isHost(longest.substring(0, 254) + ".b"));
        assertFalse(DomainName.isHost("a".repeat(64)));
        assertFalse(DomainName.isHeloName("[IPv6:" + "1".repeat(255) + "]"));
    }
}
