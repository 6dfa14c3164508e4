package dev.postern.passwords.users;

import dev.postern.passwords.hash.Argon2id;
import dev.postern.passwords.hash.Bcrypt;
import dev.postern.passwords.hash.SaslPrep;
import dev.postern.passwords.hash.ScramKeys;
import dev.postern.passwords.hash.Secrets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user gets. A new password takes the place of the old one in every form; tokens and certificates are added to those that
 * are there. Its text holds no secret.
 *
 * @param password in clear, or null for none
 * @param bcrypt whether it is kept as bcrypt, not as argon2id
 * @param scram whether SCRAM keys are kept of it too; those of the password before are renewed in any case
 * @param tokens in clear
 * @param certificates SHA-256 of each, in lower-case hexadecimal
 */
public record NewCredentials(
        String password, boolean bcrypt, boolean scram, List<String> tokens, List<String> certificates) {
    public NewCredentials {
        tokens = List.copyOf(tokens);
        certificates = List.copyOf(certificates);
    }

    /** A password alone. */
    public static NewCredentials password(String password) {
        return new NewCredentials(password, false, false, List.of(), List.of());
    }

    /**
     * The words of a user's line with this in it.
     *
     * @throws IllegalArgumentException if the password can be none
     */
    List<String> to(List<String> before) {
        List<String> words = new ArrayList<>(before);
        if (password != null) {
            String prepared = SaslPrep.password(password);
            boolean renewed = words.removeIf(word -> UserLine.kindOf(word) == UserLine.Kind.SCRAM);
            words.removeIf(word -> UserLine.kindOf(word).isHash());
            List<String> made = new ArrayList<>();
            made.add(bcrypt ? Bcrypt.of(prepared).text() : Argon2id.of(prepared).text());
            if (scram || renewed) {
                made.add(ScramKeys.of(prepared).text());
            }
            words.addAll(0, made);
        }
        tokens.forEach(token -> addOnce(words, UserLine.TOKEN + Secrets.digest(token)));
        certificates.forEach(fingerprint -> addOnce(words, UserLine.CERTIFICATE + fingerprint));
        return words;
    }

    @Override
    public String toString() {
        return "NewCredentials";
    }

    private static void addOnce(List<String> words, String word) {
        if (!words.contains(word)) {
            words.add(word);
        }
    }
}
