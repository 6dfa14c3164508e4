package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XtextTest {
    @ParameterizedTest
    @CsvSource({"abc, abc", "e+3Dmc2@example.com, e=mc2@example.com", "+2B, +", "a+20b, a b", "+7E~!, ~~!", "<>, <>"})
    void isDecoded(String encoded, String text) {
        assertEquals(text, Xtext.decode(encoded));
    }

    /** A line break above all may come out of no parameter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+",
                "a+",
                "a+4",
                "+4g",
                "+4G",
                "+g4",
                "+3d",
                "+ 4",
                "+-1",
                "=",
                "a b",
                "a\tb",
                "+0D+0A",
                "+00",
                "+09",
                "+1F",
                "+7F",
                "+80",
                "+FF",
                "ä",
                "\u007f",
                "a\u0001",
                "+++",
                "+\uff11\uff11"
            })
    void isMalformed(String encoded) {
        assertNull(Xtext.decode(encoded), encoded);
    }

    @Test
    void nothingIsNothing() {
        assertEquals("", Xtext.decode(""));
    }

    @Test
    void eachOctetThatCanBeWrittenInHexadecimalIsReadOrRefused() {
        for (int octet = 0; octet < 256; octet++) {
            String text = octet >= ' ' && octet <= '~' ? String.valueOf((char) octet) : null;
            assertEquals(text, Xtext.decode("+%02X".formatted(octet)));
        }
    }
}
