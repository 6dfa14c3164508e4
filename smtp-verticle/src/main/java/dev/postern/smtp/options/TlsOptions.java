package dev.postern.smtp.options;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of certificates, keys and trusted authorities.
 *
 * @param pairs the server's certificates; the first is for clients without SNI, or with an unknown name
 * @param authorities PEM, the authorities that sign certificates of clients; null: none is trusted
 * @param reload milliseconds between two checks whether the files have changed
 */
public record TlsOptions(List<Pair> pairs, Path authorities, long reload) {
    private static final long RELOAD = 10_000;

    public TlsOptions {
        pairs = List.copyOf(pairs);
    }

    /** One certificate, and no authority for those of clients. */
    public TlsOptions(Path certificate, Path key) {
        this(List.of(new Pair(certificate, key)), null, RELOAD);
    }

    /**
     * A certificate with its key.
     *
     * @param certificate PEM, the server's own first, then the intermediate ones
     * @param key PEM, not encrypted
     */
    public record Pair(Path certificate, Path key) {}
}
