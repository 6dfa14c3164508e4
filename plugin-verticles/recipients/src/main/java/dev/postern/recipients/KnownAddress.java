package dev.postern.recipients;

import dev.postern.contract.Address;
import dev.postern.contract.json.MalformedException;
import java.text.Normalizer;
import java.util.Locale;

/**
 * An address of the configuration, in the form to compare and look up.
 *
 * @param local in lower case; empty for every local part
 * @param domain {@link Domain#key}
 */
record KnownAddress(String local, String domain) {
    private static final int LOCAL_LIMIT = 64;

    /** Local parts are compared without regard to case, and to how an accented letter is composed. */
    static String localKey(String local) {
        return Normalizer.normalize(local, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the text and what was expected */
    static KnownAddress parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException(complaint(text));
        }
        String domain = Domain.require(text.substring(at + 1));
        return new KnownAddress(localKey(local(text, text.substring(0, at))), domain);
    }

    private static String local(String text, String given) {
        boolean quoted = given.length() > 2 && given.startsWith("\"") && given.endsWith("\"");
        String local = quoted ? given.substring(1, given.length() - 1).replaceAll("\\\\(.)", "$1") : given;
        if (local.length() > LOCAL_LIMIT || !isWritten(local, given, quoted)) {
            throw new IllegalArgumentException(complaint(text));
        }
        return local;
    }

    /** Whether a client would have to write this local part just so, or at least may. */
    private static boolean isWritten(String local, String given, boolean quoted) {
        try {
            return quoted || new Address(local, "").toString().equals(given);
        } catch (MalformedException e) {
            return false;
        }
    }

    private static String complaint(String text) {
        return "address '" + text + "', expected user@domain, or @domain for every user of it";
    }
}
