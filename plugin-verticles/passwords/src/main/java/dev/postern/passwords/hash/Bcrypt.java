package dev.postern.passwords.hash;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * bcrypt, as htpasswd and many programs write it. It sees no more than 72 octets: a longer password matches none.
 *
 * @param rounds the binary logarithm of their number
 * @param text as it stands in a file
 */
public record Bcrypt(int rounds, String text) implements PasswordHash {
    public static final Pattern PREFIX = Pattern.compile("\\$2[abxy]?\\$.*");

    private static final Pattern TEXT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int OCTETS_LIMIT = 72;
    private static final int ROUNDS_LEAST = 4;
    private static final int ROUNDS_LIMIT = 14;

    /** What OWASP calls the least. */
    private static final int NEW_ROUNDS = 10;

    private static final int SALT = 16;

    /**
     * A new one of this password.
     *
     * @throws IllegalArgumentException if the password is too long for bcrypt
     */
    public static Bcrypt of(String password) {
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        if (octets.length > OCTETS_LIMIT) {
            throw new IllegalArgumentException(
                    "a password of " + octets.length + " octets, expected at most " + OCTETS_LIMIT + " for bcrypt");
        }
        return new Bcrypt(NEW_ROUNDS, OpenBSDBCrypt.generate("2b", octets, Secrets.random(SALT), NEW_ROUNDS));
    }

    /** @throws IllegalArgumentException if it is none, or would cost more than a login may */
    public static Bcrypt parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "a malformed bcrypt hash, expected $2a$, $2b$ or $2y$, two digits, $ and 53 characters");
        }
        int rounds = Integer.parseInt(parts.group(1));
        if (rounds < ROUNDS_LEAST || rounds > ROUNDS_LIMIT) {
            throw new IllegalArgumentException(
                    "a bcrypt hash with cost " + rounds + ", expected " + ROUNDS_LEAST + " to " + ROUNDS_LIMIT);
        }
        return new Bcrypt(rounds, text);
    }

    @Override
    public boolean matches(String password) {
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        return OpenBSDBCrypt.checkPassword(text, octets) && octets.length <= OCTETS_LIMIT;
    }

    @Override
    public Bcrypt decoy() {
        String random = OpenBSDBCrypt.generate("2b", Secrets.random(SALT), Secrets.random(SALT), ROUNDS_LEAST);
        return new Bcrypt(rounds, String.format("$2b$%02d%s", rounds, random.substring("$2b$04".length())));
    }

    @Override
    public String cost() {
        return "bcrypt " + rounds;
    }

    @Override
    public String toString() {
        return cost();
    }
}
