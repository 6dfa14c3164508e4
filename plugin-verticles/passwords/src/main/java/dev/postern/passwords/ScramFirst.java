package dev.postern.passwords;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client's first message (RFC 5802 7).
 *
 * @param header what it begins with
 * @param bare the rest
 * @param user who wants to log in
 * @param nonce of the client
 */
record ScramFirst(Gs2Header header, String bare, String user, String nonce) {
    /** {@code m=} would come first, and demands what nobody knows: it is refused as malformed. */
    private static final Pattern BARE =
            Pattern.compile("n=([^,]*),r=([\\x21-\\x2b\\x2d-\\x7e]+)((?:,.*)?)", Pattern.DOTALL);

    private static final Pattern EXTENSION = Pattern.compile("[A-Za-z]=.+", Pattern.DOTALL);

    /** @return null if it is malformed */
    static ScramFirst of(String message) {
        Gs2Header header = Gs2Header.of(message);
        if (header == null) {
            return null;
        }
        String bare = message.substring(header.text().length());
        Matcher parts = BARE.matcher(bare);
        boolean sound = parts.matches() && areExtensions(parts.group(3));
        String user = sound ? Gs2Header.name(parts.group(1)) : null;
        return user == null ? null : new ScramFirst(header, bare, user, parts.group(2));
    }

    /** Extensions that may be ignored, each with a comma before it; there may be very many, or none. */
    static boolean areExtensions(String text) {
        return text.isEmpty()
                || Arrays.stream(text.substring(1).split(",", -1))
                        .allMatch(part -> EXTENSION.matcher(part).matches());
    }
}
