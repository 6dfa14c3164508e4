package dev.postern.recipients;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientsOptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "example.org.", ".org", "a..b", "exa mple.org", "a@b", "-a.org", "ex_ample.org", "[]"})
    void aBadDomainIsNamedWithWhatWasExpected(String domain) {
        Exception failure =
                assertThrows(IllegalArgumentException.class, () -> new RecipientsOptions(List.of(domain), List.of()));
        assertEquals(
                "domain '" + domain + "', expected a name like example.org or an address literal like [192.0.2.7]",
                failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "a b@example.org",
                ".a@example.org",
                "<a@example.org",
                "a\r@example.org",
                "\"\"@example.org"
            })
    void aBadAddressIsNamedWithWhatWasExpected(String address) {
        Exception failure = assertThrows(
                IllegalArgumentException.class, () -> new RecipientsOptions(List.of("example.org"), List.of(address)));
        assertEquals(
                "address '" + address + "', expected user@domain, or @domain for every user of it",
                failure.getMessage());
    }

    @Test
    void anAddressMustBeInOneOfTheDomains() {
        Exception failure = assertThrows(
                IllegalArgumentException.class,
                () -> new RecipientsOptions(List.of("example.org", "localhost"), List.of("alice@example.net")));
        assertTrue(failure.getMessage().startsWith("address 'alice@example.net', expected one in a domain"));
        assertTrue(failure.getMessage().endsWith("example.org, localhost"));
    }

    @Test
    void domainsAndAddressesMayRepeatOrBeAbsent() {
        assertDoesNotThrow(() -> new RecipientsOptions(List.of(), List.of()));
        assertDoesNotThrow(() -> new RecipientsOptions(
                List.of("a.example", "A.example", "localhost"), List.of("x@a.example", "X@A.EXAMPLE", "@localhost")));
    }
}
