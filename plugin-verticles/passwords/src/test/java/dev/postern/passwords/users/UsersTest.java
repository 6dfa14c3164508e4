package dev.postern.passwords.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.passwords.hash.Bcrypt;
import dev.postern.passwords.hash.Secrets;
import dev.postern.support.BadFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersTest {
    private static final String HASH = UsersText.hash("wonderland");

    @TempDir
    Path folder;

    @Test
    void commentsAndBlankLinesMeanNothing() throws Exception {
        Users users = UsersText.read(folder, "# all of us", "", "  alice  " + HASH + "\t# since 2026", "   #bob");
        assertEquals(1, users.size());
        assertEquals("alice", users.find("alice").name());
    }

    @Test
    void anEmptyFileIsNobody() throws Exception {
        assertEquals(0, UsersText.read(folder, "").size());
    }

    @Test
    void proofsStandInAnyOrder() throws Exception {
        Users users = UsersText.read(
                folder,
                UsersText.SECRET,
                "alice certificate=" + "0a".repeat(32) + " " + UsersText.scram("x") + " token=" + "0b".repeat(32) + " "
                        + HASH + " certificate=verified");
        User alice = users.find("alice");
        assertEquals(users.withCertificate("0a".repeat(32)), alice);
        assertEquals("argon2id m=8,t=1,p=1", alice.password().cost());
        assertEquals("SCRAM-SHA-256 4096", alice.scram().cost());
        assertEquals(1, alice.tokens().size());
        assertEquals(true, alice.byName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alice | a name alone, expected $argon2id$..., $2b$..., SCRAM-SHA-256$..., token=... or certificate=... behind it",
                "alice:$2y$05$CCCC | a name alone, expected $argon2id$..., $2b$..., SCRAM-SHA-256$..., token=... or certificate=... behind it",
                "alice hunter2 | word 2: a word of 7 characters, expected $argon2id$..., $2b$..., SCRAM-SHA-256$..., token=... or certificate=...",
                "alice $argon2id$v=19$m=8,t=1$x$y | word 2: a malformed argon2id hash, expected $argon2id$v=19$m=...,t=...,p=...$salt$hash",
                "alice $argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA | word 2: an argon2id hash with m=1048576,t=1,p=1, expected p from 1 to 16, m from 8 times p to 131072, and m times t at most 262144",
                "alice $argon2id$v=19$m=65536,t=100,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA | word 2: an argon2id hash with m=65536,t=100,p=1, expected p from 1 to 16, m from 8 times p to 131072, and m times t at most 262144",
                "alice $2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | word 2: a bcrypt hash with cost 31, expected 4 to 14",
                "alice $2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | word 2: a malformed bcrypt hash, expected $2a$, $2b$ or $2y$, two digits, $ and 53 characters",
                "alice SCRAM-SHA-256$1000:AAAAAAAAAAAAAAAAAAAAAA==$AAAA:AAAA | word 2: SCRAM keys with 1000 iterations, expected 4096 to 1000000",
                "alice SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$AAAA:AAAA | word 2: SCRAM keys with a part of 3 octets, expected a salt of 8 to 64 and keys of 32",
                "alice SCRAM-SHA-256$4096 | word 2: malformed SCRAM keys, expected SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey (RFC 5803)",
                "alice token=hunter2 | word 2: 'token=' with 7 characters, expected 64 lower-case hexadecimal digits (SHA-256)",
                "alice certificate=x | word 2: 'certificate=' with 1 characters, expected 64 lower-case hexadecimal digits (SHA-256) or 'verified'",
                "salt-secret=short | 'salt-secret=' with 5 characters, expected 64 random hexadecimal digits"
            })
    void aBadLineIsRefusedWithFileAndLineAndNeverQuoted(String line, String complaint) {
        assertRefused(2, complaint, "bob " + HASH, line);
    }

    @Test
    void aSecondPasswordOfAUserIsRefused() {
        assertRefused(
                1,
                "word 3: a second one of its kind, expected one password for a user",
                "alice " + HASH + " " + Bcrypt.of("x").text());
    }

    @Test
    void whatMustBeThereOnceIsRefusedTwice() {
        assertRefused(
                3,
                "user 'ALICE' is in line 1 already, expected it once",
                "alice " + HASH,
                "bob " + HASH,
                "ALICE " + HASH);
        String token = " token=" + "0b".repeat(32);
        assertRefused(
                2, "a token of user 'bob' is in line 1 already, expected it once", "alice" + token, "bob" + token);
        assertRefused(2, "'salt-secret=' is in line 1 already, expected it once", UsersText.SECRET, UsersText.SECRET);
    }

    @Test
    void scramKeysNeedASecretForTheSaltsOfNobody() {
        assertRefused(
                2,
                "SCRAM keys, expected a line 'salt-secret=' with 64 random hexadecimal digits in this file",
                "bob " + HASH,
                "alice " + UsersText.scram("x"));
    }

    @Test
    void saltsOfNobodyFollowFromTheSecretAlone() throws Exception {
        byte[] salt = UsersText.read(folder, UsersText.SECRET, "alice " + UsersText.scram("x"))
                .keys("nobody")
                .salt();
        byte[] later = UsersText.read(folder, UsersText.SECRET, "bob " + UsersText.scram("y"))
                .keys("Nobody")
                .salt();
        assertEquals(Arrays.toString(salt), Arrays.toString(later));
        byte[] other = UsersText.read(folder, "salt-secret=" + "5b".repeat(32), "alice " + UsersText.scram("x"))
                .keys("nobody")
                .salt();
        assertNotEquals(Arrays.toString(salt), Arrays.toString(other));
    }

    @Test
    void nobodyCostsWhatMostUsersCost() throws Exception {
        String bcrypt = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        Users users = UsersText.read(folder, "a " + bcrypt, "b " + HASH, "c " + bcrypt, "d token=" + "0b".repeat(32));
        assertEquals("bcrypt 5", users.decoy().cost());
        assertEquals(
                "argon2id m=19456,t=2,p=1", UsersText.read(folder, "").decoy().cost());
    }

    /** It may end in a log. */
    @Test
    void theTextOfALineHoldsNoSecret() {
        String line = "alice " + HASH + " token=" + Secrets.digest("hunter2");
        assertEquals("alice", UserLine.parse(line).toString());
    }

    private void assertRefused(int line, String complaint, String... lines) {
        BadFileException refused = assertThrows(BadFileException.class, () -> UsersText.read(folder, lines));
        assertEquals(folder.resolve("users") + ":" + line + ": " + complaint, refused.getMessage());
    }
}
