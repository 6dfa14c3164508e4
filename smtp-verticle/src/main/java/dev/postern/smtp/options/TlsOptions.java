package dev.postern.smtp.options;

import java.nio.file.Path;
import java.util.List;

/**
 * Where certificates, keys and trusted authorities are.
 *
 * @param pairs the server's certificates; the first is for clients that ask for no name, or for an unknown one
 * @param authorities PEM, those who sign certificates of clients; null: nobody does
 * @param reload milliseconds after which the files are looked at again
 */
public record TlsOptions(List<Pair> pairs, Path authorities, long reload) {
    private static final long RELOAD = 10_000;

    public TlsOptions {
        pairs = List.copyOf(pairs);
    }

    /** One certificate, and nobody who signs those of clients. */
    public TlsOptions(Path certificate, Path key) {
        this(List.of(new Pair(certificate, key)), null, RELOAD);
    }

    /**
     * A certificate with its key.
     *
     * @param certificate PEM, the server's own first, then those that signed it
     * @param key PEM, not encrypted
     */
    public record Pair(Path certificate, Path key) {}
}
