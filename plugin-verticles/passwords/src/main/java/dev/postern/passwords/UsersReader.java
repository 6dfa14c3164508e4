package dev.postern.passwords;

import dev.postern.support.BadLineException;
import dev.postern.support.LineReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Makes {@link Users} of the lines of a users file. */
final class UsersReader implements LineReader<Users> {
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
        once(number, "user '" + user.name() + "'", "name " + Preparation.name(user.name()));
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
            throw new IllegalArgumentException(
                    "'salt-secret=' with " + digits.length() + " characters, expected 64 random hexadecimal digits");
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
