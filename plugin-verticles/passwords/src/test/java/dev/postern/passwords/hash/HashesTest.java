package dev.postern.passwords.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashesTest {
    /** Of the reference implementation's own tests (phc-winner-argon2, test.c). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
            })
    void anArgon2idHashOfTheReferenceMatchesItsPassword(String text) {
        Argon2id hash = Argon2id.parse(text);
        assertTrue(hash.matches("password"));
        assertFalse(hash.matches("Password"));
        assertEquals(text, hash.text());
    }

    /** Of crypt_blowfish's own tests, and one that htpasswd has written. */
    @ParameterizedTest
    @CsvSource({
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW, U*U",
        "$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK, U*U*",
        "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a, U*U*U"
    })
    void aBcryptHashOfAnotherProgramMatchesItsPassword(String text, String password) {
        Bcrypt hash = Bcrypt.parse(text);
        assertTrue(hash.matches(password));
        assertFalse(hash.matches(password + "!"));
    }

    @Test
    void whatBcryptDoesNotSeeIsNotForgiven() {
        String longest = "a".repeat(72);
        Bcrypt hash = Bcrypt.of(longest);
        assertTrue(hash.matches(longest));
        assertFalse(hash.matches(longest + "b"));
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Bcrypt.of(longest + "b"));
        assertEquals("a password of 73 octets, expected at most 72 for bcrypt", refused.getMessage());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aNewHashMatchesItsPasswordAloneAndIsReadAgain(
            Function<String, PasswordHash> make,
            Function<PasswordHash, String> text,
            Function<String, PasswordHash> parse) {
        PasswordHash hash = make.apply("correct horse");
        assertTrue(hash.matches("correct horse"));
        assertFalse(hash.matches("wrong horse"));
        assertFalse(text.apply(hash).equals(text.apply(make.apply("correct horse"))), "each has a salt of its own");
        PasswordHash again = parse.apply(text.apply(hash));
        assertTrue(again.matches("correct horse"));
        assertEquals(hash.cost(), again.cost());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDecoyCostsTheSameAndMatchesNothing(Function<String, PasswordHash> make) {
        PasswordHash hash = make.apply("correct horse");
        PasswordHash decoy = hash.decoy();
        assertEquals(hash.cost(), decoy.cost());
        assertFalse(decoy.matches("correct horse"));
        assertFalse(decoy.matches("none"));
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind(Argon2id::of, hash -> ((Argon2id) hash).text(), Argon2id::parse),
                kind(Bcrypt::of, hash -> ((Bcrypt) hash).text(), Bcrypt::parse),
                kind(ScramKeys::of, hash -> ((ScramKeys) hash).text(), ScramKeys::parse));
    }

    private static Arguments kind(
            Function<String, PasswordHash> make,
            Function<PasswordHash, String> text,
            Function<String, PasswordHash> parse) {
        return Arguments.of(make, text, parse);
    }
}
