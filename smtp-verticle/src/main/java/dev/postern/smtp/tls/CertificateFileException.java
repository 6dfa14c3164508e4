package dev.postern.smtp.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of certificates or keys cannot be used. */
public final class CertificateFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final String flaw;

    CertificateFileException(Path file, String flaw) {
        super(file + " " + flaw);
        this.file = file;
        this.flaw = flaw;
    }

    CertificateFileException(Path file, IOException cause) {
        this(file, reason(cause));
        initCause(cause);
    }

    public Path file() {
        return file;
    }

    /** What is wrong with it, as {@code holds no certificate}; a text to follow the name of the file. */
    public String flaw() {
        return flaw;
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        return "cannot be read: " + cause.getMessage();
    }
}
