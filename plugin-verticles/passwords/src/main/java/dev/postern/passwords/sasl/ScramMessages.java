package dev.postern.passwords.sasl;

import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages of a client that logs in by SCRAM (RFC 5802 7). */
final class ScramMessages {
    private static final Pattern EXTENSION = Pattern.compile("[A-Za-z]=.+", Pattern.DOTALL);

    private ScramMessages() {}

    /**
     * The first.
     *
     * @param header what it begins with
     * @param bare the rest
     * @param user who wants to log in
     * @param nonce of the client
     */
    record First(Gs2Header header, String bare, String user, String nonce) {
        /** {@code m=} would come first, and demands what nobody knows: it is refused as malformed. */
        private static final Pattern BARE =
                Pattern.compile("n=([^,]*),r=([\\x21-\\x2b\\x2d-\\x7e]+)((?:,.*)?)", Pattern.DOTALL);

        /** @return null if it is malformed */
        static First of(String message) {
            Gs2Header header = Gs2Header.of(message);
            if (header == null) {
                return null;
            }
            String bare = message.substring(header.text().length());
            Matcher parts = BARE.matcher(bare);
            boolean sound = parts.matches() && areExtensions(parts.group(3));
            String user = sound ? Gs2Header.name(parts.group(1)) : null;
            return user == null ? null : new First(header, bare, user, parts.group(2));
        }
    }

    /**
     * The final one.
     *
     * @param binding the header of its first message, and the data of the channel binding
     * @param nonce of both sides
     * @param withoutProof the message up to the proof
     * @param proof of any length
     */
    record Final(byte[] binding, String nonce, String withoutProof, byte[] proof) {
        private static final Pattern MESSAGE = Pattern.compile(
                "(c=([A-Za-z0-9+/=]+),r=([\\x21-\\x2b\\x2d-\\x7e]+)((?:,.*)?)),p=([A-Za-z0-9+/=]+)", Pattern.DOTALL);

        /** @return null if it is malformed */
        static Final of(String message) {
            Matcher parts = MESSAGE.matcher(message);
            if (!parts.matches() || !areExtensions(parts.group(4))) {
                return null;
            }
            try {
                Base64.Decoder base64 = Base64.getDecoder();
                return new Final(
                        base64.decode(parts.group(2)), parts.group(3), parts.group(1), base64.decode(parts.group(5)));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        /** Without the proof, from which a password could be guessed at leisure. */
        @Override
        public String toString() {
            return "Final[" + nonce + "]";
        }
    }

    /** Extensions that may be ignored, each with a comma before it; there may be very many, or none. */
    private static boolean areExtensions(String text) {
        return text.isEmpty()
                || Arrays.stream(text.substring(1).split(",", -1))
                        .allMatch(part -> EXTENSION.matcher(part).matches());
    }
}
