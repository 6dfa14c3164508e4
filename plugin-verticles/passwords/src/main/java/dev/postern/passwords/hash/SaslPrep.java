package dev.postern.passwords.hash;

import com.ongres.saslprep.SASLprep;
import java.util.Locale;

/**
 * The one form in which names and passwords are compared and hashed: SASLprep (RFC 4013), as SCRAM demands, for every
 * mechanism. Code points newer than Unicode 3.2 are let through, so that a password may hold what its owner can type.
 */
public final class SaslPrep {
    /** In characters; longer ones are nobody's. */
    static final int PASSWORD_LIMIT = 1024;

    static final int NAME_LIMIT = 255;

    private static final SASLprep SASLPREP = new SASLprep();

    private SaslPrep() {}

    /**
     * A name without regard to case.
     *
     * @throws IllegalArgumentException if it holds what no name may, or is empty or too long
     */
    public static String name(String name) {
        return prepare("name", name, NAME_LIMIT).toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if it holds what no password may, or is empty or too long */
    public static String password(String password) {
        return prepare("password", password, PASSWORD_LIMIT);
    }

    /** The words of an error never hold the text: it may be a password. */
    private static String prepare(String what, String text, int limit) {
        String prepared = null;
        if (text.length() <= limit) {
            try {
                prepared = SASLPREP.prepareQuery(text);
            } catch (IllegalArgumentException e) {
                // Named below: the library's words quote the text.
            }
        }
        if (prepared == null || prepared.isEmpty()) {
            throw new IllegalArgumentException("a " + what + " of " + text.length() + " characters, expected 1 to "
                    + limit + " without control characters (SASLprep, RFC 4013)");
        }
        return prepared;
    }
}
