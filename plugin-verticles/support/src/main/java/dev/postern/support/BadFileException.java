package dev.postern.support;

import java.nio.file.Path;

/** A file cannot be used. The message is one clear line: the file, the line if one is to blame, and what was expected. */
public final class BadFileException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final String reason;

    BadFileException(Path file, String reason) {
        super(file + ": " + reason);
        this.file = file;
        this.reason = reason;
    }

    BadFileException(Path file, int line, String reason) {
        super(file + ":" + line + ": " + reason);
        this.file = file;
        this.reason = "line " + line + ": " + reason;
    }

    public Path file() {
        return file;
    }

    /** The message without the file. */
    public String reason() {
        return reason;
    }
}
