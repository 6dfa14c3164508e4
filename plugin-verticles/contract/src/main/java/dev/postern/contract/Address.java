package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A mailbox (RFC 5321 4.1.2, RFC 6531 3.3): local part and domain, without quotes and without a source route.
 *
 * @param local the local part as it is meant, unquoted: {@code a b} for {@code "a b"@example.org}; empty in the null
 *     reverse-path
 * @param domain the domain or address literal ({@code [192.0.2.7]}) as it was given; empty in the null reverse-path and for
 *     {@code <Postmaster>}
 */
public record Address(String local, String domain) {
    /** The null reverse-path {@code <>} (RFC 5321 4.5.5). */
    public static final Address EMPTY = new Address("", "");

    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~.";

    /** A name, or an address literal. */
    private static final Pattern DOMAIN = Pattern.compile("\\[[!-Z^-~]+]|[^\\s\\p{Cntrl}<>@()\\[\\],;:\\\\\"]+");

    public Address {
        requireClean(local);
        requireClean(domain);
    }

    /** Whether this is the null reverse-path. */
    public boolean isEmpty() {
        return local.isEmpty() && domain.isEmpty();
    }

    /** Whether the local part is {@code postmaster}, in any case (RFC 5321 4.5.1). */
    public boolean isPostmaster() {
        // Unicode has letters beyond ASCII that fold to these, as the long s.
        return isAscii(local) && local.equalsIgnoreCase("postmaster");
    }

    /** Whether only SMTPUTF8 (RFC 6531) can carry this address. */
    public boolean isInternational() {
        return !(isAscii(local) && isAscii(domain));
    }

    /** The domain in lower case, to compare and look up. */
    public String domainKey() {
        return domain.toLowerCase(Locale.ROOT);
    }

    /** As in a command, without the angle brackets: {@code "a b"@example.org}; empty for the null reverse-path. */
    @Override
    public String toString() {
        return domain.isEmpty() ? quoted() : quoted() + "@" + domain;
    }

    /**
     * What a plugin may put in the place of an address: a mailbox of at most 64 and 255 octets (RFC 5321 4.5.3.1).
     *
     * @throws MalformedException if it could not be said in a command
     */
    Address requireMailbox() {
        if (!isWithin(local, 64)
                || !isWithin(domain, 255)
                || hasControls(local)
                || !DOMAIN.matcher(domain).matches()) {
            throw new MalformedException(
                    "address <" + this + ">, expected a local part of 64 octets and a domain of 255 at most");
        }
        return this;
    }

    private static boolean isWithin(String part, int limit) {
        return !part.isEmpty() && part.getBytes(StandardCharsets.UTF_8).length <= limit;
    }

    private static boolean hasControls(String part) {
        return part.chars().anyMatch(Character::isISOControl);
    }

    JsonObject toJson() {
        return new JsonObject().put("local", local).put("domain", domain);
    }

    static Address fromJson(JsonObject json) {
        return new Address(Json.text(json, "local", ""), Json.text(json, "domain", ""));
    }

    private String quoted() {
        if (isEmpty() || isDotString()) {
            return local;
        }
        StringBuilder text = new StringBuilder(local.length() + 2).append('"');
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        return text.append('"').toString();
    }

    private boolean isDotString() {
        boolean atomStarts = true;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            boolean dot = c == '.';
            if (dot && atomStarts || !(c > 0x7f || Character.isLetterOrDigit(c) || ATEXT_SPECIALS.indexOf(c) >= 0)) {
                return false;
            }
            atomStarts = dot;
        }
        return !atomStarts;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static void requireClean(String part) {
        if (part.indexOf('\r') >= 0 || part.indexOf('\n') >= 0 || part.indexOf(0) >= 0) {
            throw new MalformedException("an address holds no CR, LF or NUL");
        }
    }
}
