package dev.postern.passwords;

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
public record Addition(String password, boolean bcrypt, boolean scram, List<String> tokens, List<String> certificates) {
    public Addition {
        tokens = List.copyOf(tokens);
        certificates = List.copyOf(certificates);
    }

    /** A password alone. */
    public static Addition password(String password) {
        return new Addition(password, false, false, List.of(), List.of());
    }

    /**
     * The words of a user's line with this in it.
     *
     * @throws IllegalArgumentException if the password can be none
     */
    List<String> to(List<String> before) {
        List<String> words = new ArrayList<>(before);
        if (password != null) {
            String prepared = Preparation.password(password);
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
        return "Addition";
    }

    private static void addOnce(List<String> words, String word) {
        if (!words.contains(word)) {
            words.add(word);
        }
    }
}
