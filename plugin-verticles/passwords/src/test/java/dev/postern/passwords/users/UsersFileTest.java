package dev.postern.passwords.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.passwords.hash.Secrets;
import dev.postern.support.BadFileException;
import dev.postern.support.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
    private static final NewCredentials TOKEN = new NewCredentials(null, false, false, List.of("a token"), List.of());

    @TempDir
    Path folder;

    private Path path;
    private UsersFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("users");
        file = new UsersFile(path);
    }

    @Test
    void theFirstUserMakesTheFileForItsOwnerAlone() throws Exception {
        assertTrue(file.add("alice", NewCredentials.password("wonderland")));
        assertEquals("rw-------", mode());
        assertTrue(users().find("alice").password().matches("wonderland"));
        assertEquals(List.of(new UsersFile.Entry("alice", List.of("argon2id"))), file.list());
    }

    @Test
    void whatIsThereStaysAsItIs() throws Exception {
        String before = "# ours\n\n  bob   " + UsersText.hash("builder") + "   # the builder\ncarol token="
                + "0b".repeat(32) + "\n# end\n";
        Files.writeString(path, before);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        file.add("alice", TOKEN);
        String line = "alice token=" + Secrets.digest("a token") + "\n";
        assertEquals(before + line, Files.readString(path));
        assertEquals("rw-r-----", mode());
        assertTrue(file.remove("ALICE"));
        assertEquals(before, Files.readString(path));
        assertFalse(file.remove("alice"));
    }

    @Test
    void aChangedUserKeepsItsPlaceAndItsComment() throws Exception {
        Files.writeString(
                path, "bob " + UsersText.hash("old") + "\t# the builder\ncarol token=" + "0b".repeat(32) + "\n");
        assertFalse(file.add("Bob", TOKEN));
        String[] lines = Files.readString(path).split("\n");
        assertEquals(
                "bob " + UsersText.hash("old") + " token=" + Secrets.digest("a token") + "\t# the builder", lines[0]);
        assertEquals("carol token=" + "0b".repeat(32), lines[1]);
    }

    @Test
    void aNewPasswordEndsTheOldOneInEveryForm() throws Exception {
        file.add("alice", new NewCredentials("old", false, true, List.of(), List.of()));
        assertEquals(List.of("argon2id", "scram"), file.list().get(0).proofs());
        assertTrue(users().find("alice").scram().matches("old"));
        file.add("alice", new NewCredentials("new", true, false, List.of(), List.of()));
        assertEquals(List.of("bcrypt", "scram"), file.list().get(0).proofs());
        User alice = users().find("alice");
        assertTrue(alice.password().matches("new") && alice.scram().matches("new"));
        assertFalse(alice.scram().matches("old"));
    }

    @Test
    void tokensAndCertificatesAreAddedOnceEach() throws Exception {
        NewCredentials both = new NewCredentials(null, false, false, List.of("a token"), List.of("0c".repeat(32)));
        file.add("alice", both);
        file.add("alice", both);
        file.add("alice", new NewCredentials(null, false, false, List.of("another"), List.of()));
        assertEquals(List.of("2 tokens", "certificate"), file.list().get(0).proofs());
    }

    @Test
    void whatCannotBeIsRefusedAndNothingIsWritten() {
        assertThrows(IllegalArgumentException.class, () -> file.add("a b", TOKEN));
        assertThrows(IllegalArgumentException.class, () -> file.add("#a", TOKEN));
        assertThrows(IllegalArgumentException.class, () -> file.add("", TOKEN));
        assertThrows(IllegalArgumentException.class, () -> file.add("salt-secret=", TOKEN));
        assertThrows(IllegalArgumentException.class, () -> file.add("alice", NewCredentials.password("")));
        assertThrows(
                IllegalArgumentException.class,
                () -> file.add("alice", new NewCredentials(null, false, false, List.of(), List.of())));
        assertFalse(Files.exists(path));
    }

    @Test
    void aBadFileIsLeftAlone() throws Exception {
        Files.writeString(path, "alice hunter2\n");
        assertThrows(BadFileException.class, () -> file.add("bob", TOKEN));
        assertThrows(BadFileException.class, () -> file.remove("alice"));
        assertThrows(BadFileException.class, () -> file.list());
        assertEquals("alice hunter2\n", Files.readString(path));
    }

    @Test
    void aFileThatIsNotThereHasNobodyToTakeAway() {
        BadFileException refused = assertThrows(BadFileException.class, () -> file.remove("alice"));
        assertEquals(path + ": no such file, expected a text file", refused.getMessage());
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path real = Files.writeString(folder.resolve("real"), "");
        Files.createSymbolicLink(path, real);
        file.add("alice", TOKEN);
        assertTrue(Files.isSymbolicLink(path));
        assertTrue(Files.readString(real).startsWith("alice "));
    }

    @Test
    void noneOfThoseWhoWriteAtTheSameTimeIsLost() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> added = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String name = "user" + i;
                NewCredentials own = new NewCredentials(null, false, false, List.of(name), List.of());
                added.add(many.submit(() -> new UsersFile(path).add(name, own)));
            }
            for (Future<Boolean> one : added) {
                assertTrue(one.get(60, TimeUnit.SECONDS));
            }
        } finally {
            many.shutdown();
        }
        assertEquals(
                IntStream.range(0, 12).mapToObj(i -> "user" + i).collect(Collectors.toSet()),
                file.list().stream().map(UsersFile.Entry::name).collect(Collectors.toSet()));
    }

    private Users users() throws BadFileException {
        return TextFile.read(path, new Users.Reader());
    }

    private String mode() throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
