package dev.postern.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of certificates or keys as it was at one moment: its text, or why it cannot be read. */
final class PemFile {
    /** A bundle of all public authorities has a quarter of it. */
    private static final int SIZE_LIMIT = 1024 * 1024;

    private final Path path;
    private final String text;
    private final CertificateFileException failure;

    private PemFile(Path path, String text, CertificateFileException failure) {
        this.path = path;
        this.text = text;
        this.failure = failure;
    }

    /** Blocks. */
    static PemFile read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] octets = in.readNBytes(SIZE_LIMIT + 1);
            return octets.length > SIZE_LIMIT
                    ? new PemFile(
                            path, null, new CertificateFileException(path, "has more than " + SIZE_LIMIT + " octets"))
                    : new PemFile(path, new String(octets, StandardCharsets.ISO_8859_1), null);
        } catch (IOException e) {
            return new PemFile(path, null, new CertificateFileException(path, e));
        }
    }

    Path path() {
        return path;
    }

    String text() throws CertificateFileException {
        if (failure != null) {
            throw failure;
        }
        return text;
    }

    /** Failures are the same if they say the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PemFile file && path.equals(file.path) && said().equals(file.said());
    }

    @Override
    public int hashCode() {
        return said().hashCode();
    }

    private String said() {
        return failure == null ? text : failure.getMessage();
    }
}
