package dev.postern.passwords;

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
    private static final String SASLNAME = "(?:[^\\x00=,]++|=2C|=3D)++";
    private static final Pattern HEADER =
            Pattern.compile("(?:([ny])|p=([A-Za-z0-9.-]+)),(?:a=(" + SASLNAME + "))?,", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile(SASLNAME, Pattern.DOTALL);

    /** @return null if the message does not begin with one */
    static Gs2Header of(String message) {
        Matcher header = HEADER.matcher(message);
        if (!header.lookingAt()) {
            return null;
        }
        char flag = header.group(1) == null ? 'p' : header.group(1).charAt(0);
        String authorization = header.group(3) == null ? null : unescape(header.group(3));
        return new Gs2Header(header.group(), flag, header.group(2), authorization);
    }

    /** A name as it is meant (RFC 5802 5.1); null if it is malformed. */
    static String name(String escaped) {
        return NAME.matcher(escaped).matches() ? unescape(escaped) : null;
    }

    private static String unescape(String escaped) {
        return escaped.replace("=2C", ",").replace("=3D", "=");
    }
}
