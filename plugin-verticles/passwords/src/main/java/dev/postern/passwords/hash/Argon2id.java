package dev.postern.passwords.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106), in the text form of its reference implementation.
 *
 * @param memory in KiB
 */
public record Argon2id(int memory, int passes, int lanes, byte[] salt, byte[] hash) implements PasswordHash {
    public static final String PREFIX = "$argon2id$";

    private static final Pattern TEXT = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})"
            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
    private static final int MEMORY_LIMIT = 128 * 1024;
    private static final int WORK_LIMIT = 256 * 1024;
    private static final int LANES_LIMIT = 16;

    /** Of the parameters that OWASP holds equal, the one that is checked fastest in Java for what it costs an attacker. */
    private static final int NEW_MEMORY = 19 * 1024;

    private static final int NEW_PASSES = 2;
    private static final int SALT = 16;
    private static final int HASH = 32;

    /** A new one of this password. */
    public static Argon2id of(String password) {
        return new Argon2id(NEW_MEMORY, NEW_PASSES, 1, new byte[0], new byte[HASH]).of(password, Secrets.random(SALT));
    }

    /** One of this password with the same parameters. */
    public Argon2id of(String password, byte[] otherSalt) {
        Argon2id salted = new Argon2id(memory, passes, lanes, otherSalt, hash);
        return new Argon2id(memory, passes, lanes, otherSalt, salted.compute(password));
    }

    /** @throws IllegalArgumentException if it is none, or would cost more than a login may */
    public static Argon2id parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "a malformed argon2id hash, expected $argon2id$v=19$m=...,t=...,p=...$salt$hash");
        }
        int memory = Integer.parseInt(parts.group(1));
        int passes = Integer.parseInt(parts.group(2));
        int lanes = Integer.parseInt(parts.group(3));
        boolean sound = passes > 0 && lanes > 0 && lanes <= LANES_LIMIT && memory >= 8 * lanes;
        if (!sound || memory > MEMORY_LIMIT || (long) memory * passes > WORK_LIMIT) {
            throw new IllegalArgumentException("an argon2id hash with m=" + memory + ",t=" + passes + ",p=" + lanes
                    + ", expected p from 1 to " + LANES_LIMIT + ", m from 8 times p to " + MEMORY_LIMIT
                    + ", and m times t at most " + WORK_LIMIT);
        }
        return new Argon2id(memory, passes, lanes, decode(parts.group(4)), decode(parts.group(5)));
    }

    @Override
    public boolean matches(String password) {
        return MessageDigest.isEqual(hash, compute(password));
    }

    @Override
    public Argon2id decoy() {
        return new Argon2id(memory, passes, lanes, Secrets.random(salt.length), Secrets.random(hash.length));
    }

    @Override
    public String cost() {
        return "argon2id m=" + memory + ",t=" + passes + ",p=" + lanes;
    }

    /** As it stands in a file. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PREFIX + "v=19$m=" + memory + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    @Override
    public String toString() {
        return cost();
    }

    private byte[] compute(String password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] result = new byte[hash.length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), result);
        return result;
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a malformed argon2id hash, expected base64 in its salt and hash", e);
        }
    }
}
