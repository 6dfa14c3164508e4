package dev.postern.passwords.users;

import dev.postern.passwords.hash.PasswordHash;
import dev.postern.passwords.hash.ScramKeys;
import java.util.Set;

/**
 * One who may log in. Its text is the name alone.
 *
 * @param name as the file has it
 * @param hash of the password, or null
 * @param scram the keys for SCRAM, or null
 * @param tokens SHA-256 of each, in lower-case hexadecimal
 * @param certificates SHA-256 of each, in lower-case hexadecimal
 * @param byName whether any verified certificate that names this user will do
 */
public record User(
        String name, PasswordHash hash, ScramKeys scram, Set<String> tokens, Set<String> certificates, boolean byName) {
    public User {
        tokens = Set.copyOf(tokens);
        certificates = Set.copyOf(certificates);
    }

    /** What PLAIN and LOGIN are checked against: the hash, else the SCRAM keys, which can do it too; or null. */
    public PasswordHash password() {
        return hash == null ? scram : hash;
    }

    @Override
    public String toString() {
        return name;
    }
}
