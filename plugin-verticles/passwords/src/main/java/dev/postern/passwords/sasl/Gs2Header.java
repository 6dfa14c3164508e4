package dev.postern.passwords.sasl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a SCRAM or OAUTHBEARER message begins with (RFC 5801 4).
 *
 * @param text the header itself, with its last comma
 * @param flag {@code n}: the client knows no channel binding; {@code y}: it does, and thinks that the server does not; {@code p}:
 *     it binds
 * @param binding the type of the channel binding, or null
 * @param authorization the identity to act as, or null
 */
record Gs2Header(String text, char flag, String binding, String authorization) {
    private static final Pattern HEADER =
            Pattern.compile("(?:([ny])|p=([A-Za-z0-9.-]+)),(?:a=([^\\x00,]+))?,", Pattern.DOTALL);
    private static final Pattern WRONG = Pattern.compile("\\x00|,|=(?!2C|3D)");

    /** @return null if the message does not begin with one */
    static Gs2Header of(String message) {
        Matcher header = HEADER.matcher(message);
        if (!header.lookingAt()) {
            return null;
        }
        char flag = header.group(1) == null ? 'p' : header.group(1).charAt(0);
        String authorization = header.group(3) == null ? null : name(header.group(3));
        boolean malformed = header.group(3) != null && authorization == null;
        return malformed ? null : new Gs2Header(header.group(), flag, header.group(2), authorization);
    }

    /** A name as it is meant (RFC 5802 5.1); null if it is malformed. */
    static String name(String escaped) {
        return escaped.isEmpty() || WRONG.matcher(escaped).find()
                ? null
                : escaped.replace("=2C", ",").replace("=3D", "=");
    }
}
