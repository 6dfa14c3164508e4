package dev.postern.passwords.hash;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 3, RFC 7677), in the text form of RFC 5803. */
public record ScramKeys(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) implements PasswordHash {
    public static final String PREFIX = "SCRAM-SHA-256$";

    /** Octets of a key. */
    public static final int KEY = 32;

    /** RFC 7677 4 asks for 4096 at least; each login costs the client this many, so it is what small ones can bear. */
    public static final int NEW_ITERATIONS = 65_536;

    public static final int SALT = 16;

    private static final int ITERATIONS_LEAST = 4096;
    private static final int ITERATIONS_LIMIT = 1_000_000;
    private static final int SALT_LEAST = 8;
    private static final int SALT_LIMIT = 64;
    private static final String BASE64 = "([A-Za-z0-9+/]+={0,2})";
    private static final Pattern TEXT =
            Pattern.compile("SCRAM-SHA-256\\$(\\d{1,9}):" + BASE64 + "\\$" + BASE64 + ":" + BASE64);

    /** New ones of this password. */
    public static ScramKeys of(String password) {
        return of(password, Secrets.random(SALT), NEW_ITERATIONS);
    }

    public static ScramKeys of(String password, byte[] salt, int iterations) {
        byte[] salted = salted(password, salt, iterations);
        byte[] clientKey = Secrets.hmac(salted, "Client Key");
        return new ScramKeys(iterations, salt, Secrets.sha256(clientKey), Secrets.hmac(salted, "Server Key"));
    }

    /** @throws IllegalArgumentException if it is none, or would cost more than a login may */
    public static ScramKeys parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "malformed SCRAM keys, expected SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey (RFC 5803)");
        }
        int iterations = Integer.parseInt(parts.group(1));
        if (iterations < ITERATIONS_LEAST || iterations > ITERATIONS_LIMIT) {
            throw new IllegalArgumentException("SCRAM keys with " + iterations + " iterations, expected "
                    + ITERATIONS_LEAST + " to " + ITERATIONS_LIMIT);
        }
        byte[] salt = decode(parts.group(2), SALT_LEAST, SALT_LIMIT);
        return new ScramKeys(iterations, salt, decode(parts.group(3), KEY, KEY), decode(parts.group(4), KEY, KEY));
    }

    @Override
    public boolean matches(String password) {
        return MessageDigest.isEqual(storedKey, of(password, salt, iterations).storedKey);
    }

    @Override
    public ScramKeys decoy() {
        return new ScramKeys(iterations, Secrets.random(salt.length), Secrets.random(KEY), Secrets.random(KEY));
    }

    @Override
    public String cost() {
        return "SCRAM-SHA-256 " + iterations;
    }

    /**
     * Whether a client's proof shows that it knows the password (RFC 5802 3); it takes the same time if not.
     *
     * @param proof of any length
     */
    public boolean proven(byte[] proof, String authMessage) {
        byte[] clientKey = Secrets.hmac(storedKey, authMessage);
        for (int i = 0; i < Math.min(clientKey.length, proof.length); i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(storedKey, Secrets.sha256(clientKey)) & proof.length == KEY;
    }

    /** What shows the client that the server knows the password too. */
    public byte[] signature(String authMessage) {
        return Secrets.hmac(serverKey, authMessage);
    }

    /** As it stands in a file. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return PREFIX + iterations + ":" + base64.encodeToString(salt) + "$" + base64.encodeToString(storedKey) + ":"
                + base64.encodeToString(serverKey);
    }

    @Override
    public String toString() {
        return cost();
    }

    private static byte[] salted(String password, byte[] salt, int iterations) {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY * Byte.SIZE);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decode(String text, int least, int most) {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("malformed SCRAM keys, expected base64 in salt and keys", e);
        }
        if (octets.length < least || octets.length > most) {
            throw new IllegalArgumentException("SCRAM keys with a part of " + octets.length
                    + " octets, expected a salt of " + SALT_LEAST + " to " + SALT_LIMIT + " and keys of " + KEY);
        }
        return octets;
    }
}
