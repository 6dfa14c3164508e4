package dev.postern.passwords;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client's final message (RFC 5802 7).
 *
 * @param binding the header of its first message, and the data of the channel binding
 * @param nonce of both sides
 * @param withoutProof the message up to the proof
 * @param proof of any length
 */
record ScramFinal(byte[] binding, String nonce, String withoutProof, byte[] proof) {
    private static final Pattern MESSAGE = Pattern.compile(
            "(c=([A-Za-z0-9+/=]+),r=([\\x21-\\x2b\\x2d-\\x7e]+)((?:,.*)?)),p=([A-Za-z0-9+/=]+)", Pattern.DOTALL);

    /** @return null if it is malformed */
    static ScramFinal of(String message) {
        Matcher parts = MESSAGE.matcher(message);
        if (!parts.matches() || !ScramFirst.areExtensions(parts.group(4))) {
            return null;
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return new ScramFinal(
                    base64.decode(parts.group(2)), parts.group(3), parts.group(1), base64.decode(parts.group(5)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Without the proof, from which a password could be guessed at leisure. */
    @Override
    public String toString() {
        return "ScramFinal[" + nonce + "]";
    }
}
