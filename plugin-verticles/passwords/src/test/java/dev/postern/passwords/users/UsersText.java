package dev.postern.passwords.users;

import dev.postern.passwords.hash.Argon2id;
import dev.postern.passwords.hash.ScramKeys;
import dev.postern.support.BadFileException;
import dev.postern.support.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Users files of tests, made with hashes that cost little. */
public final class UsersText {
    public static final String SECRET = Users.Reader.SECRET + "5a".repeat(32);

    private UsersText() {}

    /** The cheapest argon2id hash that this password can have. */
    public static String hash(String password) {
        Argon2id bare = Argon2id.parse("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "A".repeat(43));
        return bare.of(password, bare.salt()).text();
    }

    public static String scram(String password) {
        return ScramKeys.of(password, "some salt of 16!".getBytes(StandardCharsets.US_ASCII), 4096)
                .text();
    }

    public static Path write(Path folder, String... lines) {
        try {
            return Files.writeString(folder.resolve("users"), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Users read(Path folder, String... lines) throws BadFileException {
        return TextFile.read(write(folder, lines), new Users.Reader());
    }
}
