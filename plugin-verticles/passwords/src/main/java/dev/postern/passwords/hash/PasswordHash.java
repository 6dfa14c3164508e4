package dev.postern.passwords.hash;

/** What a password can be checked against. Its text never holds what it is made of. */
public sealed interface PasswordHash permits Argon2id, Bcrypt, ScramKeys {
    /**
     * Whether this is the password; it costs the same if not. It blocks.
     *
     * @param password prepared
     */
    boolean matches(String password);

    /** One of the same cost that no password matches, as far as anyone knows. */
    PasswordHash decoy();

    /** What it costs, for those that cost alike. */
    String cost();
}
