package dev.postern.launcher.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a caller over TCP has to show (RFC 6750). */
public final class BearerToken {
    /** At least 16 visible characters of ASCII. */
    public static final String EXPECTED = "at least 16 visible ASCII characters without a space";

    private static final String SCHEME = "Bearer ";
    private static final int LONGEST = 4096;

    private final byte[] digest;

    /** @throws IllegalArgumentException if it is not what {@link #EXPECTED} says */
    public BearerToken(String token) {
        if (!isToken(token)) {
            throw new IllegalArgumentException(
                    "holds a token of " + token.length() + " characters, expected " + EXPECTED);
        }
        this.digest = digest(token);
    }

    /** The first line of a file. */
    public static BearerToken of(Path file) throws IOException {
        return new BearerToken(read(file));
    }

    /** The first line of a file, whatever it is. */
    public static String read(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new IOException("has more than " + LONGEST + " octets, expected one line with a token");
        }
        return Files.readString(file).lines().findFirst().orElse("").strip();
    }

    public static boolean isToken(String text) {
        return text.matches("[!-~]{16,}");
    }

    /** Takes as long whatever is wrong with the header, so that nobody can guess the token piece by piece. */
    boolean isIn(String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return MessageDigest.isEqual(
                digest, digest(bearer ? authorization.substring(SCHEME.length()).strip() : ""));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
