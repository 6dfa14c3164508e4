package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "ann, ann@example.org",
                "a.b+c, a.b+c@example.org",
                "jürgen, jürgen@example.org",
                "a b, \"a b\"@example.org",
                "a@b, \"a@b\"@example.org",
                "a\"b\\c, \"a\\\"b\\\\c\"@example.org",
                ".a, \".a\"@example.org",
                "a., \"a.\"@example.org",
                "a..b, \"a..b\"@example.org",
                "~~, \"\"@example.org"
            })
    void quotesALocalPartOnlyWhereTheGrammarNeedsIt(String local, String text) {
        assertEquals(text, new Address(local, "example.org").toString());
    }

    @Test
    void thePathsWithoutADomainHaveNoAtSign() {
        assertEquals("", Address.EMPTY.toString());
        assertEquals("Postmaster", new Address("Postmaster", "").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"postmaster", "Postmaster", "POSTMASTER"})
    void thePostmasterIsKnownInAnyCase(String local) {
        assertTrue(new Address(local, "example.org").isPostmaster());
    }

    @Test
    void aLetterThatOnlyFoldsToOneOfPostmasterMakesAnotherAddress() {
        assertFalse(new Address("po\u017ftmaster", "example.org").isPostmaster());
    }

    @Test
    void eitherPartMakesAnAddressInternational() {
        assertTrue(new Address("jürgen", "example.org").isInternational());
        assertTrue(new Address("ann", "exämple.org").isInternational());
        assertFalse(new Address("ann", "xn--exmple-cua.org").isInternational());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r", "a\n", "a\0"})
    void refusesWhatWouldBreakACommandLine(String part) {
        assertThrows(MalformedException.class, () -> new Address(part, "example.org"));
        assertThrows(MalformedException.class, () -> new Address("ann", part));
    }
}
