package dev.postern.passwords.users;

import dev.postern.passwords.hash.Argon2id;
import dev.postern.passwords.hash.PasswordHash;
import dev.postern.passwords.hash.SaslPrep;
import dev.postern.passwords.hash.ScramKeys;
import dev.postern.passwords.hash.Secrets;
import dev.postern.support.BadLineException;
import dev.postern.support.LineReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All who may log in, as the file said at one time. Immutable; its text is their number. */
public final class Users {
    private final Map<String, User> byName = new HashMap<>();
    private final Map<String, User> byToken = new HashMap<>();
    private final Map<String, User> byCertificate = new HashMap<>();
    private final PasswordHash decoy;
    private final Decoys decoys;

    /**
     * Users whose names, tokens and certificates are all different.
     *
     * @param secret what the salts of those who have none are made from
     */
    Users(Collection<User> users, byte[] secret) {
        for (User user : users) {
            byName.put(SaslPrep.name(user.name()), user);
            user.tokens().forEach(token -> byToken.put(token, user));
            user.certificates().forEach(certificate -> byCertificate.put(certificate, user));
        }
        PasswordHash usual = mostFrequent(users, User::password, PasswordHash::cost);
        this.decoy = usual == null ? Argon2id.of("") : usual.decoy();
        ScramKeys keys = mostFrequent(users, User::scram, scram -> scram.iterations() + " " + scram.salt().length);
        this.decoys = keys == null
                ? new Decoys(secret, ScramKeys.NEW_ITERATIONS, ScramKeys.SALT)
                : new Decoys(secret, keys.iterations(), keys.salt().length);
    }

    /** What nobody's SCRAM keys look like: the same for a name each time, on every node with the same secret. */
    private record Decoys(byte[] secret, int iterations, int salt) {
        /** @param name in one form for all its spellings, as that of a user has one salt */
        ScramKeys keys(String name) {
            byte[] longest = Arrays.copyOf(octets("salt", name), 2 * ScramKeys.KEY);
            System.arraycopy(octets("more salt", name), 0, longest, ScramKeys.KEY, ScramKeys.KEY);
            return new ScramKeys(
                    iterations, Arrays.copyOf(longest, salt), octets("stored key", name), octets("server key", name));
        }

        private byte[] octets(String use, String name) {
            return Secrets.hmac(secret, use + " of " + name);
        }

        @Override
        public String toString() {
            return "Decoys";
        }
    }

    /** The user of this name, in any spelling; null if there is none. */
    public User find(String name) {
        return byName.get(key(name));
    }

    /** Whose token this is, or null. It is looked for by its hash: how long that takes says nothing of any token. */
    public User withToken(String token) {
        return byToken.get(Secrets.digest(token));
    }

    /** Who has named a certificate with this fingerprint; null if nobody has. */
    public User withCertificate(String fingerprint) {
        return byCertificate.get(fingerprint);
    }

    /** What is checked for somebody who has no password: it costs what most passwords of the file cost. */
    public PasswordHash decoy() {
        return decoy;
    }

    /** The keys of a user; of one who has none, and of nobody, keys that look the same each time and match no password. */
    public ScramKeys keys(String name) {
        User user = find(name);
        ScramKeys made = decoys.keys(key(name));
        return user == null || user.scram() == null ? made : user.scram();
    }

    public int size() {
        return byName.size();
    }

    /** How many have a password that SCRAM cannot check. */
    public long withoutScram() {
        return byName.values().stream()
                .filter(user -> user.hash() != null && user.scram() == null)
                .count();
    }

    @Override
    public String toString() {
        return size() + " users";
    }

    /** What can be no name is nobody's, and stays as it is. */
    private static String key(String name) {
        try {
            return SaslPrep.name(name);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** One of those that most have in common; of equally many the first by its key; null if nobody has any. */
    private static <T> T mostFrequent(Collection<User> users, Function<User, T> part, Function<T, String> key) {
        Map<String, Long> counts = users.stream()
                .map(part)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(key, Collectors.counting()));
        String most = counts.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(null);
        return users.stream()
                .map(part)
                .filter(Objects::nonNull)
                .filter(value -> key.apply(value).equals(most))
                .findFirst()
                .orElse(null);
    }

    /** Makes them of the lines of a users file. */
    public static final class Reader implements LineReader<Users> {
        static final String SECRET = "salt-secret=";

        /** Octets of the secret. */
        static final int SECRET_SIZE = 32;

        private final List<User> users = new ArrayList<>();
        private final Map<String, Integer> seen = new HashMap<>();
        private byte[] secret;
        private int firstScram;

        @Override
        public void line(int number, String text) {
            if (text.startsWith(SECRET)) {
                secret(number, text.substring(SECRET.length()));
                return;
            }
            User user = UserLine.parse(text).user();
            once(number, "user '" + user.name() + "'", "name " + SaslPrep.name(user.name()));
            user.tokens().forEach(token -> once(number, "a token of user '" + user.name() + "'", "token " + token));
            user.certificates()
                    .forEach(fingerprint ->
                            once(number, "a certificate of user '" + user.name() + "'", "certificate " + fingerprint));
            if (user.scram() != null && firstScram == 0) {
                firstScram = number;
            }
            users.add(user);
        }

        /**
         * Without any SCRAM keys in the file nobody's salt has to look like another's, and any secret will do. With some, the
         * secret has to be the same on each node and after each start, or made-up salts could be told from real ones.
         */
        @Override
        public Users result() {
            if (firstScram > 0 && secret == null) {
                throw new BadLineException(
                        firstScram,
                        "SCRAM keys, expected a line 'salt-secret=' with 64 random hexadecimal digits in this file");
            }
            return new Users(users, secret == null ? Secrets.random(SECRET_SIZE) : secret);
        }

        private void secret(int number, String digits) {
            if (!digits.matches("[0-9a-fA-F]{64}")) {
                throw new IllegalArgumentException("'salt-secret=' with " + digits.length()
                        + " characters, expected 64 random hexadecimal digits");
            }
            once(number, "'salt-secret='", "secret");
            secret = HexFormat.of().parseHex(digits);
        }

        private void once(int number, String what, String key) {
            Integer earlier = seen.putIfAbsent(key, number);
            if (earlier != null) {
                throw new IllegalArgumentException(what + " is in line " + earlier + " already, expected it once");
            }
        }
    }
}
