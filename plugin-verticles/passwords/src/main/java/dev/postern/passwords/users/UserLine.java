package dev.postern.passwords.users;

import dev.postern.passwords.hash.Argon2id;
import dev.postern.passwords.hash.Bcrypt;
import dev.postern.passwords.hash.PasswordHash;
import dev.postern.passwords.hash.SaslPrep;
import dev.postern.passwords.hash.ScramKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One line of the users file: a name, and words that each can prove that a client is this user.
 *
 * @param words as they stand there
 */
record UserLine(String name, List<String> words) {
    static final String TOKEN = "token=";
    static final String CERTIFICATE = "certificate=";
    static final String BY_NAME = "certificate=verified";

    private static final String FINGERPRINT = "[0-9a-f]{64}";
    private static final String EXPECTED =
            "expected $argon2id$..., $2b$..., SCRAM-SHA-256$..., token=... or certificate=...";

    /** What a word proves by. */
    enum Kind {
        ARGON2ID("argon2id"),
        BCRYPT("bcrypt"),
        SCRAM("scram"),
        TOKEN("token"),
        CERTIFICATE("certificate");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        boolean isHash() {
            return this == ARGON2ID || this == BCRYPT;
        }
    }

    UserLine {
        words = List.copyOf(words);
    }

    /**
     * Reads a line without its comment.
     *
     * @throws IllegalArgumentException saying what was expected; never with the line, which is full of secrets, its first word too if
     *     it is written as for htpasswd
     */
    static UserLine parse(String text) {
        List<String> all = new ArrayList<>(Arrays.asList(text.split("\\s+")));
        String name = all.remove(0);
        requireName(name);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a name alone, " + EXPECTED + " behind it");
        }
        return new UserLine(name, all);
    }

    /** @throws IllegalArgumentException if nobody can be called that in a users file */
    static void requireName(String name) {
        SaslPrep.name(name);
        if (!name.matches("[^\\s#][^\\s]*") || name.startsWith(Users.Reader.SECRET)) {
            throw new IllegalArgumentException(
                    "user '" + name + "', expected a name without white space, and no '#' first");
        }
    }

    /** As it stands in a file. */
    String text() {
        return name + " " + String.join(" ", words);
    }

    /** @throws IllegalArgumentException if it is none, without quoting it */
    static Kind kindOf(String word) {
        if (word.startsWith(Argon2id.PREFIX)) {
            return Kind.ARGON2ID;
        }
        if (Bcrypt.PREFIX.matcher(word).matches()) {
            return Kind.BCRYPT;
        }
        if (word.startsWith(ScramKeys.PREFIX)) {
            return Kind.SCRAM;
        }
        if (word.startsWith(TOKEN)) {
            return Kind.TOKEN;
        }
        if (word.startsWith(CERTIFICATE)) {
            return Kind.CERTIFICATE;
        }
        throw new IllegalArgumentException("a word of " + word.length() + " characters, " + EXPECTED);
    }

    /** @throws IllegalArgumentException saying which of the words is wrong, counted from the name, and what was expected */
    User user() {
        PasswordHash hash = null;
        ScramKeys scram = null;
        Set<String> tokens = new HashSet<>();
        Set<String> certificates = new HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            try {
                Kind kind = kindOf(word);
                if (kind.isHash() && hash != null || kind == Kind.SCRAM && scram != null) {
                    throw new IllegalArgumentException("a second one of its kind, expected one password for a user");
                }
                switch (kind) {
                    case ARGON2ID -> hash = Argon2id.parse(word);
                    case BCRYPT -> hash = Bcrypt.parse(word);
                    case SCRAM -> scram = ScramKeys.parse(word);
                    case TOKEN -> tokens.add(digest(word, TOKEN));
                    case CERTIFICATE -> certificates.add(word.equals(BY_NAME) ? BY_NAME : digest(word, CERTIFICATE));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("word " + (i + 2) + ": " + e.getMessage(), e);
            }
        }
        boolean byName = certificates.remove(BY_NAME);
        return new User(name, hash, scram, tokens, certificates, byName);
    }

    /** The name alone: the words are secrets. */
    @Override
    public String toString() {
        return name;
    }

    private static String digest(String word, String prefix) {
        String digest = word.substring(prefix.length());
        if (!digest.matches(FINGERPRINT)) {
            throw new IllegalArgumentException("'" + prefix + "' with " + digest.length()
                    + " characters, expected 64 lower-case hexadecimal digits (SHA-256)"
                    + (prefix.equals(CERTIFICATE) ? " or 'verified'" : ""));
        }
        return digest;
    }
}
