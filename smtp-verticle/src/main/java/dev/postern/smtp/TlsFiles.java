package dev.postern.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where certificates, keys and trusted authorities are.
 *
 * @param pairs the server's certificates; the first is for clients that ask for no name, or for an unknown one
 * @param authorities PEM, those who sign certificates of clients; null: nobody does
 * @param reload milliseconds after which the files are looked at again
 */
public record TlsFiles(List<Pair> pairs, Path authorities, long reload) {
    private static final long RELOAD = 10_000;
    /** A bundle of all public authorities has a quarter of it. */
    private static final int SIZE_LIMIT = 1024 * 1024;

    public TlsFiles {
        pairs = List.copyOf(pairs);
    }

    /** One certificate, and nobody who signs those of clients. */
    public TlsFiles(Path certificate, Path key) {
        this(List.of(new Pair(certificate, key)), null, RELOAD);
    }

    /**
     * A certificate with its key.
     *
     * @param certificate PEM, the server's own first, then those that signed it
     * @param key PEM, not encrypted
     */
    public record Pair(Path certificate, Path key) {}

    /** What a file holds, or why it cannot be read. */
    record Content(String text, BadFileException failure) {
        String orThrow() throws BadFileException {
            if (failure != null) {
                throw failure;
            }
            return text;
        }

        /** Failures are the same if they say the same. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Content content && said().equals(content.said());
        }

        @Override
        public int hashCode() {
            return said().hashCode();
        }

        private String said() {
            return failure == null ? text : failure.getMessage();
        }
    }

    /** What is wrong with them, one flaw at most for each certificate and for the authorities. Blocks. */
    public List<BadFileException> flaws() {
        Map<Path, Content> contents = read();
        List<BadFileException> flaws = new ArrayList<>();
        for (Pair pair : pairs) {
            try {
                Keyring.rehearse(Identity.of(pair, contents));
            } catch (BadFileException e) {
                flaws.add(e);
            }
        }
        try {
            Authorities.of(authorities, contents);
        } catch (BadFileException e) {
            flaws.add(e);
        }
        return flaws;
    }

    /** All that they hold now. Blocks. */
    Map<Path, Content> read() {
        Map<Path, Content> contents = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            contents.computeIfAbsent(pair.certificate(), TlsFiles::read);
            contents.computeIfAbsent(pair.key(), TlsFiles::read);
        }
        if (authorities != null) {
            contents.computeIfAbsent(authorities, TlsFiles::read);
        }
        return contents;
    }

    private static Content read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(SIZE_LIMIT + 1);
            return octets.length > SIZE_LIMIT
                    ? new Content(null, new BadFileException(file, "has more than " + SIZE_LIMIT + " octets"))
                    : new Content(new String(octets, StandardCharsets.ISO_8859_1), null);
        } catch (IOException e) {
            return new Content(null, new BadFileException(file, e));
        }
    }
}
