package dev.postern.maildir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "a.b+c=d_e-f, a.b+c=d_e-f",
        "., %2E",
        ".., %2E.",
        ".x, %2Ex",
        "../x, %2E.%2Fx",
        "a/b, a%2Fb",
        "a b, a%20b",
        "100%, 100%25",
        "~, %7E",
        "☺, %E2%98%BA",
        "[192.0.2.7], %5B192.0.2.7%5D"
    })
    void whatIsNotPlainIsEscaped(String text, String name) {
        assertEquals(name, SafeName.of(text, SafeName.LIMIT));
    }

    @Test
    void nulAndTheEmptyTextHaveNamesToo() {
        assertEquals("a%00b", SafeName.of("a\0b", SafeName.LIMIT));
        assertEquals("%", SafeName.of("", SafeName.LIMIT));
    }

    @Test
    void aNameIsCutToTheLimitAndStaysUnique() {
        for (String unit : new String[] {"a", "é", "☺", "/"}) {
            String one = SafeName.of(unit.repeat(400) + "1", SafeName.LIMIT);
            String other = SafeName.of(unit.repeat(400) + "2", SafeName.LIMIT);
            assertTrue(one.getBytes(StandardCharsets.UTF_8).length <= SafeName.LIMIT);
            assertTrue(one.matches(".*~[0-9a-f]{32}"), one);
            assertNotEquals(one, other);
        }
        assertEquals("a".repeat(255), SafeName.of("a".repeat(255), SafeName.LIMIT));
    }

    @Test
    void noTextLeavesItsFolderAndNoTwoShareAName() {
        Random random = new Random(3);
        char[] signs = "./\\%~:\0\n ab+é\u0308☺".toCharArray();
        Set<String> texts = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(6), 0, signs.length).forEach(n -> text.append(signs[n]));
            String name = SafeName.of(text.toString(), SafeName.LIMIT);
            assertEquals(1, Path.of("x").resolve(name).normalize().getParent().getNameCount());
            assertFalse(name.startsWith("."));
            texts.add(text.toString());
            names.add(name);
        }
        assertEquals(texts.size(), names.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a@b", "a/b", "<x>", "a\n"})
    void aBadDefaultDomainIsNamed(String domain) {
        Exception failure =
                assertThrows(IllegalArgumentException.class, () -> new MaildirOptions(Path.of("mail"), true, domain));
        assertEquals("default domain '" + domain + "', expected a name like example.org", failure.getMessage());
    }
}
