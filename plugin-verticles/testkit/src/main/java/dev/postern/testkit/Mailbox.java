package dev.postern.testkit;

import dev.postern.contract.Address;

/** Reads addresses as people write them in tests. */
public final class Mailbox {
    private Mailbox() {}

    /** {@code alice@example.org}, {@code "a b"@example.org}, {@code Postmaster}; empty for the null reverse-path. */
    public static Address parse(String text) {
        int at = text.lastIndexOf('@');
        String local = at < 0 ? text : text.substring(0, at);
        return new Address(unquoted(local), at < 0 ? "" : text.substring(at + 1));
    }

    private static String unquoted(String local) {
        boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
        return quoted ? local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1") : local;
    }
}
