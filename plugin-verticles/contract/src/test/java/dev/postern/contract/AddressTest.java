package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.json.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "bob, bob@example.org",
                "bob.smith+tag, bob.smith+tag@example.org",
                "j\u00f6rg, j\u00f6rg@example.org",
                "a b, \"a b\"@example.org",
                "a@b, \"a@b\"@example.org",
                ".a, \".a\"@example.org",
                "a., \"a.\"@example.org",
                "a..b, \"a..b\"@example.org",
                "a\"b, \"a\\\"b\"@example.org",
                "a\\b, \"a\\\\b\"@example.org",
                "~~, \"\"@example.org",
            })
    void theLocalPartIsQuotedWhereItMustBe(String local, String text) {
        assertEquals(text, new Address(local, "example.org").toString());
    }

    @Test
    void theNullReversePathIsEmpty() {
        assertEquals("", Address.EMPTY.toString());
        assertTrue(Address.EMPTY.isEmpty());
        assertFalse(new Address("", "example.org").isEmpty());
    }

    @Test
    void postmasterNeedsNoDomain() {
        assertEquals("Postmaster", new Address("Postmaster", "").toString());
        assertTrue(new Address("PostMaster", "example.org").isPostmaster());
        assertFalse(new Address("postmaster1", "").isPostmaster());
    }

    @Test
    void anAddressLiteralIsADomain() {
        assertEquals("bob@[192.0.2.7]", new Address("bob", "[192.0.2.7]").toString());
    }

    @Test
    void theDomainKeyIsInLowerCase() {
        assertEquals("example.org", new Address("Bob", "Example.ORG").domainKey());
        assertEquals("Bob@Example.ORG", new Address("Bob", "Example.ORG").toString());
    }

    @Test
    void whatIsNotAsciiNeedsSmtpUtf8() {
        assertTrue(new Address("j\u00f6rg", "example.org").isInternational());
        assertTrue(new Address("bob", "b\u00fccher.example").isInternational());
        assertFalse(new Address("bob", "xn--bcher-kva.example").isInternational());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b"})
    void refusesWhatCouldBreakTheDialogue(String part) {
        assertThrows(MalformedException.class, () -> new Address(part, "example.org"));
        assertThrows(MalformedException.class, () -> new Address("bob", part));
    }

    /** Java's case folding takes the long s (U+017F) for an s; SMTP knows ASCII alone (RFC 5321 2.4). */
    @Test
    void aLookalikeIsNotThePostmaster() {
        assertFalse(new Address("po\u017ftmaster", "example.org").isPostmaster());
    }
}
